import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is said in exchanges, numbered by the database without gaps, and what the platform says there itself: that comes
 * through one door, which only those who run the exchange and the service pass, so that nobody else speaks in its name.
 */
export class CreateMessages1795132895000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...TABLES,
      ...['messages', 'message_counters'].flatMap((table) => protect('exchanges', table)),
      guardReferencesV1('messages', { sender_id: 'Contact' }),
      refuseDeletedV1(SENDER),
      ...NUMBERS,
      ...RIGHTS,
      ...SYSTEM_MESSAGES,
    ]) {
      await db.query(sql);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION post_system_message(uuid, text)');
    await db.query(dropRefuseDeletedV1(SENDER));
    await db.query(unguardReferencesV1('messages'));
    await db.query('DROP TABLE messages, message_counters');
    await db.query('DROP FUNCTION number_message()');
    await db.query('DROP TYPE message_type');
  }
}

const SENDER: ReferringColumn = ['messages', 'sender_id', 'Contact'];

const TABLES = [
  `CREATE TYPE message_type AS ENUM ('TEXT', 'FILE', 'SYSTEM')`,
  `CREATE TABLE message_counters (
    exchange_id uuid NOT NULL CONSTRAINT message_counters_pkey PRIMARY KEY
      CONSTRAINT message_counters_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    last_seq bigint NOT NULL
  )`,
  `CREATE TABLE messages (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT messages_pkey PRIMARY KEY,
    exchange_id uuid NOT NULL CONSTRAINT messages_exchange_id_fkey REFERENCES exchanges ON DELETE CASCADE,
    sender_id uuid,
    content text NOT NULL,
    message_type message_type NOT NULL DEFAULT 'TEXT',
    attachments jsonb,
    reply_to uuid CONSTRAINT messages_reply_to_fkey REFERENCES messages ON DELETE NO ACTION,
    is_system_message boolean NOT NULL DEFAULT false,
    is_deleted boolean NOT NULL DEFAULT false,
    seq bigint NOT NULL,
    client_message_id varchar(100),
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT messages_exchange_id_seq_key UNIQUE (exchange_id, seq),
    CONSTRAINT messages_exchange_sender_client_message_key UNIQUE (exchange_id, sender_id, client_message_id),
    CONSTRAINT messages_system_check CHECK (is_system_message = (message_type = 'SYSTEM'))
  )`,
  'CREATE INDEX idx_messages_exchange_created ON messages (exchange_id, created_at)',
  'CREATE INDEX idx_messages_sender ON messages (sender_id)',
];

/**
 * Whoever writes the next message of an exchange holds its counter until the end of the transaction, so that numbers are in
 * the order of the commits, and those of what is not kept are given again. A request does not choose when it said something.
 */
const NUMBERS = [
  `CREATE FUNCTION number_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      INSERT INTO message_counters AS c (exchange_id, last_seq) VALUES (NEW.exchange_id, 1)
        ON CONFLICT (exchange_id) DO UPDATE SET last_seq = c.last_seq + 1 RETURNING c.last_seq INTO NEW.seq;
      IF session_user = 'plat_exchanges_app' THEN
        NEW.created_at := now();
        NEW.updated_at := now();
      END IF;
      RETURN NEW;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION number_message() FROM PUBLIC',
  'CREATE TRIGGER number_message BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION number_message()',
  'CREATE POLICY definer ON message_counters TO plat_exchanges_owner USING (true) WITH CHECK (true)',
];

const RIGHTS = [
  'GRANT SELECT ON messages TO plat_exchanges_app',
  `CREATE POLICY messages_read ON messages FOR SELECT TO plat_exchanges_app
    USING ((SELECT app_is_admin()) OR exchange_id IN (SELECT my_exchanges('VIEW')))`,
];

/** Whom the function lets in is who may write in the exchange: what it says is about that. */
const SYSTEM_MESSAGES = [
  'CREATE POLICY definer ON messages TO plat_exchanges_owner USING (true) WITH CHECK (true)',
  `CREATE FUNCTION post_system_message(in_exchange uuid, said text) RETURNS SETOF messages LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        IF session_user = 'plat_exchanges_app' AND NOT app_is_admin()
            AND in_exchange NOT IN (SELECT my_coordinated_exchanges()) THEN
          RAISE EXCEPTION 'only those who run an exchange speak in the name of the platform' USING ERRCODE = '42501';
        END IF;
        RETURN QUERY INSERT INTO messages (exchange_id, content, message_type, is_system_message)
          VALUES (in_exchange, said, 'SYSTEM', true) RETURNING *;
      END $$`,
  'REVOKE EXECUTE ON FUNCTION post_system_message(uuid, text) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION post_system_message(uuid, text) TO plat_exchanges_app, plat_exchanges_system',
];
