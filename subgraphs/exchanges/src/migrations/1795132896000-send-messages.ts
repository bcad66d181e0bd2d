import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Participants with MESSAGE, and administrators, say something as themselves, mend it for a quarter of an hour, and take it
 * back. Earlier words are kept by the database, whoever changes them. Who joins without the history reads what comes after.
 */
export class SendMessages1795132896000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...HISTORY, ...REVISIONS, ...protect('exchanges', 'message_revisions'), ...KEEPING, ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of [
      'DROP POLICY messages_send ON messages',
      'DROP POLICY messages_edit ON messages',
      'REVOKE INSERT, UPDATE ON messages FROM plat_exchanges_app',
      'DROP TRIGGER keep_said ON messages',
      'DROP TABLE message_revisions',
      'DROP FUNCTION keep_said()',
      'DROP POLICY messages_read ON messages',
      `CREATE POLICY messages_read ON messages FOR SELECT TO plat_exchanges_app
        USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('VIEW')))`,
      'DROP TRIGGER note_joining ON exchange_participants',
      'DROP FUNCTION note_joining()',
      'ALTER TABLE exchange_participants DROP COLUMN sees_history, DROP COLUMN joined_seq',
    ])
      await db.query(sql);
  }
}

/** What had been said when somebody joined is noted by the database: a request can neither know nor choose it. */
const HISTORY = [
  `ALTER TABLE exchange_participants ADD COLUMN sees_history boolean NOT NULL DEFAULT true,
    ADD COLUMN joined_seq bigint NOT NULL DEFAULT 0`,
  'GRANT UPDATE (sees_history) ON exchange_participants TO plat_exchanges_app',
  `CREATE FUNCTION note_joining() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      NEW.joined_seq := coalesce((SELECT last_seq FROM message_counters WHERE exchange_id = NEW.exchange_id), 0);
      RETURN NEW;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION note_joining() FROM PUBLIC',
  'CREATE TRIGGER note_joining BEFORE INSERT ON exchange_participants FOR EACH ROW EXECUTE FUNCTION note_joining()',
  'DROP POLICY messages_read ON messages',
  `CREATE POLICY messages_read ON messages FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR EXISTS (SELECT FROM exchange_participants p
      WHERE p.exchange_id = messages.exchange_id AND p.contact_id = (SELECT app_contact_id()) AND p.is_active
        AND 'VIEW' = ANY (p.permissions) AND (p.sees_history OR messages.seq > p.joined_seq)))`,
];

const REVISIONS = [
  `CREATE TABLE message_revisions (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT message_revisions_pkey PRIMARY KEY,
    message_id uuid NOT NULL CONSTRAINT message_revisions_message_id_fkey REFERENCES messages ON DELETE CASCADE,
    version integer NOT NULL,
    content text NOT NULL,
    attachments jsonb,
    said_at timestamptz NOT NULL,
    CONSTRAINT message_revisions_message_id_version_key UNIQUE (message_id, version)
  )`,
];

const KEEPING = [
  'CREATE POLICY definer ON message_revisions TO plat_exchanges_owner USING (true) WITH CHECK (true)',
  `CREATE FUNCTION keep_said() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF NEW.is_deleted THEN
        NEW.content := '';
        NEW.attachments := NULL;
      ELSIF session_user = 'plat_exchanges_app' AND now() > OLD.created_at + interval '15 minutes' THEN
        RAISE EXCEPTION 'what was said a quarter of an hour ago stays as it is' USING ERRCODE = '42501';
      END IF;
      INSERT INTO message_revisions (message_id, version, content, attachments, said_at)
        VALUES (OLD.id, OLD.version, OLD.content, OLD.attachments, OLD.updated_at);
      RETURN NEW;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION keep_said() FROM PUBLIC',
  `CREATE TRIGGER keep_said BEFORE UPDATE ON messages FOR EACH ROW
    WHEN (OLD.content IS DISTINCT FROM NEW.content OR OLD.attachments IS DISTINCT FROM NEW.attachments
      OR OLD.is_deleted IS DISTINCT FROM NEW.is_deleted) EXECUTE FUNCTION keep_said()`,
];

/** A request says whose message it is and where only once: neither column is in the grant of UPDATE. */
const RIGHTS = [
  'GRANT INSERT ON messages TO plat_exchanges_app',
  'GRANT UPDATE (content, attachments, is_deleted, version, updated_at) ON messages TO plat_exchanges_app',
  `CREATE POLICY messages_send ON messages FOR INSERT TO plat_exchanges_app
    WITH CHECK (sender_id = (SELECT app_contact_id()) AND NOT is_system_message AND NOT is_deleted
      AND ((SELECT app_is_admin())
        OR (exchange_id IN (SELECT my_exchanges('MESSAGE')) AND exchange_id IN (SELECT my_exchanges('VIEW')))))`,
  `CREATE POLICY messages_edit ON messages FOR UPDATE TO plat_exchanges_app
    USING (sender_id = (SELECT app_contact_id()) AND NOT is_deleted
      AND ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('MESSAGE'))))
    WITH CHECK (true)`,
  'GRANT SELECT ON message_revisions TO plat_exchanges_app',
  `CREATE POLICY message_revisions_read ON message_revisions FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin())
      OR message_id IN (SELECT m.id FROM messages m WHERE m.sender_id = (SELECT app_contact_id()) AND NOT m.is_deleted))`,
];
