import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far each person has come in each exchange: one marker, which only its owner reads and which never goes back. The
 * database writes the receipts of messages from it, so that nobody can claim to have read what was not there to be read.
 */
export class MarkRead1795132897000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...TABLES,
      ...['message_read_markers', 'message_participants'].flatMap((table) => protect('exchanges', table)),
      guardReferencesV1('message_read_markers', { contact_id: 'Contact' }),
      ...REFERRING.map(refuseDeletedV1),
      ...MARKING,
      ...RIGHTS,
    ])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...REFERRING.map(dropRefuseDeletedV1),
      unguardReferencesV1('message_read_markers'),
      'DROP TABLE message_participants, message_read_markers',
      'DROP FUNCTION keep_marker(), write_receipts()',
    ])
      await db.query(sql);
  }
}

const REFERRING: readonly ReferringColumn[] = [
  ['message_read_markers', 'contact_id', 'Contact'],
  ['message_participants', 'contact_id', 'Contact'],
];

const TABLES = [
  `CREATE TABLE message_read_markers (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT message_read_markers_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT message_read_markers_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    contact_id uuid NOT NULL,
    delivered_seq bigint NOT NULL DEFAULT 0,
    read_seq bigint NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT message_read_markers_exchange_id_contact_id_key UNIQUE (exchange_id, contact_id),
    CONSTRAINT message_read_markers_order_check CHECK (0 <= read_seq AND read_seq <= delivered_seq)
  )`,
  'CREATE INDEX message_read_markers_contact_id_idx ON message_read_markers (contact_id)',
  `CREATE TABLE message_participants (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT message_participants_pkey PRIMARY KEY,
    message_id uuid NOT NULL CONSTRAINT message_participants_message_id_fkey REFERENCES messages ON DELETE CASCADE,
    contact_id uuid NOT NULL,
    delivered_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    read_at timestamptz,
    CONSTRAINT message_participants_message_id_contact_id_key UNIQUE (message_id, contact_id),
    CONSTRAINT message_participants_order_check CHECK (read_at IS NULL OR delivered_at <= read_at)
  )`,
  'CREATE INDEX message_participants_contact_id_idx ON message_participants (contact_id)',
];

/** OLD is all null where the marker is new, and greatest passes over null. */
const MARKING = [
  'CREATE POLICY definer ON message_participants TO plat_exchanges_owner USING (true) WITH CHECK (true)',
  `CREATE FUNCTION keep_marker() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      latest bigint := coalesce((SELECT last_seq FROM message_counters WHERE exchange_id = NEW.exchange_id), 0);
    BEGIN
      NEW.read_seq := greatest(OLD.read_seq, least(NEW.read_seq, latest), 0);
      NEW.delivered_seq := greatest(OLD.delivered_seq, least(NEW.delivered_seq, latest), NEW.read_seq);
      IF NEW.read_seq = OLD.read_seq AND NEW.delivered_seq = OLD.delivered_seq THEN
        NEW.updated_at := OLD.updated_at;
      END IF;
      RETURN NEW;
    END $$`,
  `CREATE FUNCTION write_receipts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      INSERT INTO message_participants AS r (message_id, contact_id, delivered_at, read_at)
        SELECT m.id, NEW.contact_id, now(), CASE WHEN m.seq <= NEW.read_seq THEN now() END
        FROM messages m
        WHERE m.exchange_id = NEW.exchange_id AND m.seq > coalesce(OLD.read_seq, 0) AND m.seq <= NEW.delivered_seq
          AND m.sender_id IS DISTINCT FROM NEW.contact_id
          AND m.seq > coalesce((SELECT min(CASE WHEN p.sees_history THEN 0 ELSE p.joined_seq END) FROM exchange_participants p
            WHERE p.exchange_id = NEW.exchange_id AND p.contact_id = NEW.contact_id AND p.is_active AND 'VIEW' = ANY (p.permissions)), 0)
        ON CONFLICT (message_id, contact_id) DO UPDATE SET read_at = EXCLUDED.read_at
          WHERE r.read_at IS NULL AND EXCLUDED.read_at IS NOT NULL;
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION keep_marker(), write_receipts() FROM PUBLIC',
  'CREATE TRIGGER keep_marker BEFORE INSERT OR UPDATE ON message_read_markers FOR EACH ROW EXECUTE FUNCTION keep_marker()',
  'CREATE TRIGGER write_receipts AFTER INSERT OR UPDATE ON message_read_markers FOR EACH ROW EXECUTE FUNCTION write_receipts()',
];

const OWN = `contact_id = (SELECT app_contact_id()) AND ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('VIEW')))`;

const RIGHTS = [
  'GRANT SELECT, INSERT ON message_read_markers TO plat_exchanges_app',
  'GRANT UPDATE (delivered_seq, read_seq, updated_at) ON message_read_markers TO plat_exchanges_app',
  `CREATE POLICY message_read_markers_read ON message_read_markers FOR SELECT TO plat_exchanges_app USING (${OWN})`,
  `CREATE POLICY message_read_markers_add ON message_read_markers FOR INSERT TO plat_exchanges_app WITH CHECK (${OWN})`,
  `CREATE POLICY message_read_markers_move ON message_read_markers FOR UPDATE TO plat_exchanges_app USING (${OWN})`,
  'GRANT SELECT ON message_participants TO plat_exchanges_app',
  `CREATE POLICY message_participants_read ON message_participants FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR message_id IN (SELECT m.id FROM messages m))`,
];
