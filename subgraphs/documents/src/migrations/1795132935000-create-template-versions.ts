import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What versions of documents ask for as templates, each written once by whoever may edit the document. By that the document
 * is a template, and says what the last version asks for; it becomes one in no other way but by being made as one.
 */
export class CreateTemplateVersions1795132935000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'template_versions'), ...RIGHTS, ...FOLLOWED]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER template_follows_versions ON documents');
    await db.query('DROP TABLE template_versions');
    await db.query('DROP FUNCTION follow_template_version(), guard_template_head(), keep_template_version()');
    await db.query('DROP TYPE template_engine');
    await db.query('REVOKE UPDATE (is_template, template_variables) ON documents FROM plat_documents_app');
  }
}

const TABLE = [
  `CREATE TYPE template_engine AS ENUM ('TEXT', 'HTML', 'DOCX', 'PDF')`,
  `CREATE TABLE template_versions (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT template_versions_pkey PRIMARY KEY,
    document_id uuid NOT NULL CONSTRAINT template_versions_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    version_number integer NOT NULL,
    engine template_engine NOT NULL,
    locale varchar(16) NOT NULL,
    variables jsonb NOT NULL,
    tags text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT template_versions_document_id_version_number_key UNIQUE (document_id, version_number)
  )`,
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON template_versions TO plat_documents_app',
  'REVOKE UPDATE, DELETE ON template_versions FROM plat_documents_system',
  `CREATE POLICY template_versions_read ON template_versions FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM documents d WHERE d.id = document_id))`,
  // Whether the document may be edited, the trigger below asks: it edits it, under the policies of whoever declares.
  `CREATE POLICY template_versions_add ON template_versions FOR INSERT TO plat_documents_app
    WITH CHECK (EXISTS (SELECT FROM document_versions v WHERE v.document_id = template_versions.document_id
      AND v.version_number = template_versions.version_number))`,
];

const FOLLOWED = [
  'GRANT UPDATE (is_template, template_variables) ON documents TO plat_documents_app',
  `CREATE FUNCTION follow_template_version() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      UPDATE documents SET version = version + 1, is_template = true, updated_at = now(),
          template_variables = (SELECT variables FROM template_versions WHERE document_id = NEW.document_id
            ORDER BY version_number DESC LIMIT 1)
        WHERE id = NEW.document_id;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'this document may not be edited' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NULL;
    END $$`,
  'CREATE TRIGGER follow_template_version AFTER INSERT ON template_versions FOR EACH ROW EXECUTE FUNCTION follow_template_version()',
  `CREATE FUNCTION guard_template_head() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF session_user = 'plat_documents_app' AND pg_trigger_depth() = 1 THEN
        RAISE EXCEPTION 'a document is the template that its versions declare' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$`,
  `CREATE TRIGGER template_follows_versions BEFORE UPDATE OF is_template, template_variables ON documents
    FOR EACH ROW EXECUTE FUNCTION guard_template_head()`,
  `CREATE FUNCTION keep_template_version() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      -- Its document takes it along by the foreign key, whose trigger is the one above this.
      IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
        RETURN OLD;
      END IF;
      RAISE EXCEPTION 'what a template asks for is written once' USING ERRCODE = 'insufficient_privilege';
    END $$`,
  'CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON template_versions FOR EACH ROW EXECUTE FUNCTION keep_template_version()',
];
