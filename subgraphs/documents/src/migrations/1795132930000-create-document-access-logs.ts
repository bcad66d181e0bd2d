import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who had to do with a document, and who tried. The system adds to it; nobody changes or deletes what is in it, by privilege
 * and by trigger, the table's owner included: when a user is deleted, their id is cleared and their name stays. There is no
 * key to the document, which may go.
 */
export class CreateDocumentAccessLogs1795132930000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'document_access_logs'), ...RIGHTS, ...TRIGGERS, refuseDeletedV1(USER)])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(dropRefuseDeletedV1(USER));
    await db.query('DROP TABLE document_access_logs');
    await db.query('DROP FUNCTION document_access_logs_stay()');
    await db.query('DROP TYPE document_access_action');
  }
}

const USER = ['document_access_logs', 'user_id', 'User'] as const;

const TABLE = [
  `CREATE TYPE document_access_action AS ENUM ('VIEW', 'DOWNLOAD', 'UPLOAD', 'DELETE', 'PREVIEW', 'PIN_ATTEMPT', 'PIN_CHANGE', 'SHARE',
    'CHECK_OUT', 'RESTORE', 'PURGE')`,
  `CREATE TABLE document_access_logs (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT document_access_logs_pkey PRIMARY KEY,
    document_id uuid NOT NULL,
    user_id uuid,
    action document_access_action NOT NULL,
    ip_address inet,
    user_agent text,
    success boolean NOT NULL DEFAULT true,
    error_message text,
    created_at timestamptz NOT NULL DEFAULT now(),
    document_title varchar(255),
    actor_name varchar(255),
    actor_email varchar(255),
    version_number integer,
    session_id uuid
  )`,
  'CREATE INDEX document_access_logs_document_id_created_at_idx ON document_access_logs (document_id, created_at DESC, id DESC)',
  'CREATE INDEX document_access_logs_user_id_created_at_idx ON document_access_logs (user_id, created_at DESC, id DESC)',
  'CREATE INDEX document_access_logs_created_at_idx ON document_access_logs (created_at DESC, id DESC)',
];

const RIGHTS = [
  'GRANT SELECT ON document_access_logs TO plat_documents_app',
  `CREATE POLICY document_access_logs_read ON document_access_logs FOR SELECT TO plat_documents_app
    USING ((SELECT app_is_admin()) OR user_id = (SELECT app_user_id()))`,
  // What is in the trash, or gone, is nobody's own: documents' own policies stand before this one as well.
  `CREATE POLICY document_access_logs_of_own ON document_access_logs FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM documents d WHERE d.id = document_id
      AND (d.origin IN ('PLATFORM', 'REAL_ESTATE') AND d.user_id = (SELECT app_user_id())
        OR d.origin = 'LEAD' AND d.lead_id = ANY (ARRAY(SELECT subject_id FROM access_grants
          WHERE subject_type = 'Lead' AND principal_id = (SELECT app_user_id()) AND is_active AND role = 'OWNER')))))`,
  'REVOKE UPDATE, DELETE ON document_access_logs FROM plat_documents_system',
  'GRANT UPDATE (user_id) ON document_access_logs TO plat_documents_system',
  'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON document_access_logs FROM plat_documents_owner',
];

/** Rows are compared by their bytes. */
const TRIGGERS = [
  `CREATE FUNCTION document_access_logs_stay() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE cleared public.document_access_logs;
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        cleared := OLD;
        IF NEW.user_id IS NULL THEN cleared.user_id := NULL; END IF;
        IF NEW *= cleared THEN RETURN NEW; END IF;
      END IF;
      RAISE insufficient_privilege USING MESSAGE = 'The log of accesses is only added to.';
    END $$`,
  'CREATE TRIGGER document_access_logs_keep BEFORE UPDATE ON document_access_logs FOR EACH ROW EXECUTE FUNCTION document_access_logs_stay()',
  `CREATE TRIGGER document_access_logs_keep_all BEFORE DELETE OR TRUNCATE ON document_access_logs
    FOR EACH STATEMENT EXECUTE FUNCTION document_access_logs_stay()`,
  'ALTER TABLE document_access_logs ENABLE ALWAYS TRIGGER document_access_logs_keep, ENABLE ALWAYS TRIGGER document_access_logs_keep_all',
];
