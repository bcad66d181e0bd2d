import { protect } from '@plat/shared/database/identity-functions';
import { refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How the participants of an exchange and their rights came about. A trigger writes it, so that whatever changes a
 * participant is in it; requests only read it, as administrators and coordinators.
 */
export class CreateParticipantEvents1795132905002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('exchanges', 'participant_events'), ...RIGHTS, ...TRIGGER]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER note_participant_event ON exchange_participants');
    await db.query('DROP FUNCTION note_participant_event()');
    await db.query('DROP TABLE participant_events');
    await db.query('DROP TYPE participant_event_kind');
  }
}

const TABLE = [
  `CREATE TYPE participant_event_kind AS ENUM ('ADDED', 'PERMISSIONS_CHANGED', 'DEACTIVATED', 'REACTIVATED')`,
  `CREATE TABLE participant_events (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT participant_events_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT participant_events_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    participant_id uuid NOT NULL CONSTRAINT participant_events_participant_id_fkey REFERENCES exchange_participants ON DELETE CASCADE,
    kind participant_event_kind NOT NULL,
    old_permissions participant_permission[],
    permissions participant_permission[] NOT NULL,
    changed_by uuid,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`,
  'CREATE INDEX participant_events_exchange_id_at_idx ON participant_events (exchange_id, at, id)',
  'CREATE INDEX participant_events_participant_id_idx ON participant_events (participant_id)',
  'CREATE INDEX participant_events_changed_by_idx ON participant_events (changed_by)',
  // Of those who take part already, this is known: who added them, and when.
  `INSERT INTO participant_events (exchange_id, participant_id, kind, permissions, changed_by, at)
    SELECT exchange_id, id, 'ADDED', permissions, assigned_by, assigned_at FROM exchange_participants`,
];

const RIGHTS = [
  'GRANT SELECT ON participant_events TO plat_exchanges_app',
  `CREATE POLICY participant_events_read ON participant_events FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_office_exchanges()))`,
];

/** As the tables' owner: a request cannot write history, and cannot leave it out. */
const TRIGGER = [
  'CREATE POLICY keeper ON participant_events FOR INSERT TO plat_exchanges_owner WITH CHECK (true)',
  `CREATE FUNCTION note_participant_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        INSERT INTO participant_events (exchange_id, participant_id, kind, permissions, changed_by)
          VALUES (NEW.exchange_id, NEW.id, 'ADDED', NEW.permissions, app_contact_id());
        RETURN NULL;
      END IF;
      IF NEW.permissions IS DISTINCT FROM OLD.permissions THEN
        INSERT INTO participant_events (exchange_id, participant_id, kind, old_permissions, permissions, changed_by)
          VALUES (NEW.exchange_id, NEW.id, 'PERMISSIONS_CHANGED', OLD.permissions, NEW.permissions, app_contact_id());
      END IF;
      IF NEW.is_active IS DISTINCT FROM OLD.is_active THEN
        INSERT INTO participant_events (exchange_id, participant_id, kind, old_permissions, permissions, changed_by)
          VALUES (NEW.exchange_id, NEW.id,
            CASE WHEN NEW.is_active THEN 'REACTIVATED' ELSE 'DEACTIVATED' END::participant_event_kind, OLD.permissions, NEW.permissions, app_contact_id());
      END IF;
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION note_participant_event() FROM PUBLIC',
  `CREATE TRIGGER note_participant_event AFTER INSERT OR UPDATE OF permissions, is_active ON exchange_participants
    FOR EACH ROW EXECUTE FUNCTION note_participant_event()`,
  refuseDeletedV1(['participant_events', 'changed_by', 'Contact']),
];
