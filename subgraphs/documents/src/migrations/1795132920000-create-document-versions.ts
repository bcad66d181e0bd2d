import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The files that a document has had, each written once. Whoever may edit the document adds one, with the number after the
 * last; what the document says of its file follows from that, and is written in no other way.
 */
export class CreateDocumentVersions1795132920000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...COLUMNS, ...TABLE, ...protect('documents', 'document_versions'), ...RIGHTS, ...FOLLOWED, ...KEPT])
      await db.query(sql);
    await db.query(guardReferencesV1('document_versions', { created_by: 'User' }));
    await db.query(refuseDeletedV1(CREATED_BY));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(dropRefuseDeletedV1(CREATED_BY));
    await db.query(unguardReferencesV1('document_versions'));
    await db.query('DROP TRIGGER head_follows_versions ON documents');
    await db.query('DROP TABLE document_versions');
    await db.query('DROP TYPE document_version_origin');
    await db.query(
      'DROP FUNCTION follow_document_version(), refer_to_version_bytes(text, uuid), guard_document_head(), keep_document_version()',
    );
    await db.query(`REVOKE UPDATE (${HEAD}) ON documents FROM plat_documents_app`);
    await db.query('ALTER TABLE documents DROP COLUMN blob_sha256');
  }
}

const CREATED_BY: ReferringColumn = ['document_versions', 'created_by', 'User'];

/** What a document says of its current file. */
const HEAD = 'version_number, blob_sha256, file_path, storage_provider, file_name, file_type, file_size, mime_type';

const COLUMNS = [
  'ALTER TABLE documents ADD COLUMN blob_sha256 varchar(64)',
  'CREATE INDEX documents_blob_sha256_idx ON documents (blob_sha256) WHERE blob_sha256 IS NOT NULL',
  'GRANT SELECT (blob_sha256) ON documents TO plat_documents_app',
];

const TABLE = [
  `CREATE TYPE document_version_origin AS ENUM ('USER', 'SYNC', 'TEMPLATE', 'RESTORE')`,
  `CREATE TABLE document_versions (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT document_versions_pkey PRIMARY KEY,
    document_id uuid NOT NULL CONSTRAINT document_versions_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    version_number integer NOT NULL CONSTRAINT document_versions_version_number_check CHECK (version_number > 0),
    path text NOT NULL,
    blob_sha256 varchar(64) NOT NULL,
    size bigint,
    hash varchar(255),
    mime_type varchar(255),
    file_name varchar(255),
    origin document_version_origin NOT NULL DEFAULT 'USER',
    restored_from integer,
    source_rev varchar(255),
    comment text,
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT document_versions_document_id_version_number_key UNIQUE (document_id, version_number),
    CONSTRAINT document_versions_restored_from_check
      CHECK ((origin = 'RESTORE') = (restored_from IS NOT NULL) AND restored_from < version_number)
  )`,
  'CREATE INDEX document_versions_created_by_idx ON document_versions (created_by)',
  'CREATE INDEX document_versions_blob_sha256_idx ON document_versions (blob_sha256)',
];

const RIGHTS = [
  `GRANT SELECT (id, document_id, version_number, blob_sha256, size, hash, mime_type, file_name, origin, restored_from,
    source_rev, comment, created_by, created_at) ON document_versions TO plat_documents_app`,
  'GRANT INSERT ON document_versions TO plat_documents_app',
  // Not even the system edits or removes one: it goes with its document.
  'REVOKE UPDATE, DELETE ON document_versions FROM plat_documents_system',
  'GRANT UPDATE (created_by) ON document_versions TO plat_documents_system',
  `CREATE POLICY document_versions_read ON document_versions FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM documents d WHERE d.id = document_id))`,
  // Whether the document may be edited, the trigger below asks: it edits it, under the policies of whoever adds.
  `CREATE POLICY document_versions_add ON document_versions FOR INSERT TO plat_documents_app
    WITH CHECK (created_by = (SELECT app_user_id()))`,
];

const FOLLOWED = [
  `GRANT UPDATE (${HEAD}) ON documents TO plat_documents_app`,
  // By the function of all bytes, and as their tables' owner: requests do not read where bytes are.
  `CREATE FUNCTION refer_to_version_bytes(hash text, version_id uuid) RETURNS storage_provider LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF NOT reference_blob(hash, 'DocumentVersion', version_id::text) THEN
        RETURN NULL;
      END IF;
      RETURN (SELECT storage_provider FROM blobs WHERE sha256 = hash);
    END $$`,
  'REVOKE EXECUTE ON FUNCTION refer_to_version_bytes(text, uuid) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION refer_to_version_bytes(text, uuid) TO plat_documents_app, plat_documents_system',
  `CREATE FUNCTION follow_document_version() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      place storage_provider := refer_to_version_bytes(NEW.blob_sha256, NEW.id);
    BEGIN
      -- To know the hash of somebody's bytes is no way to have them.
      IF place IS NULL THEN
        RAISE EXCEPTION 'these bytes are not held for whoever adds them' USING ERRCODE = 'insufficient_privilege';
      END IF;
      -- Whoever saw the document with another file has not seen this one; one that is made with its file is new altogether.
      UPDATE documents SET version = version + (created_at < now())::integer,
          version_number = NEW.version_number, blob_sha256 = NEW.blob_sha256, file_path = NEW.path,
          storage_provider = place, file_size = NEW.size, mime_type = NEW.mime_type,
          file_name = coalesce(NEW.file_name, file_name),
          file_type = coalesce(lower(substring(NEW.file_name from '\\.([^.]{1,50})$')), file_type), updated_at = now()
        WHERE id = NEW.document_id;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'this document may not be edited' USING ERRCODE = 'insufficient_privilege';
      END IF;
      IF NEW.version_number <> 1 + coalesce(
          (SELECT max(version_number) FROM document_versions WHERE document_id = NEW.document_id AND id <> NEW.id), 0) THEN
        RAISE EXCEPTION 'versions are numbered without gaps'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'document_versions_gapless';
      END IF;
      RETURN NULL;
    END $$`,
  'CREATE TRIGGER follow_document_version AFTER INSERT ON document_versions FOR EACH ROW EXECUTE FUNCTION follow_document_version()',
  `CREATE FUNCTION guard_document_head() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF session_user = 'plat_documents_app' AND pg_trigger_depth() = 1
          AND (TG_OP = 'UPDATE' OR NEW.blob_sha256 IS NOT NULL OR NEW.version_number <> 1) THEN
        RAISE EXCEPTION 'a document says of its file what its last version says' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$`,
  `CREATE TRIGGER head_follows_versions BEFORE INSERT OR UPDATE OF ${HEAD} ON documents FOR EACH ROW EXECUTE FUNCTION guard_document_head()`,
];

const KEPT = [
  `CREATE FUNCTION keep_document_version() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      -- Its document takes it along by the foreign key, whose trigger is the one above this.
      IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
        RETURN OLD;
      END IF;
      IF TG_OP = 'UPDATE' AND NEW.created_by IS NULL AND to_jsonb(NEW) - 'created_by' = to_jsonb(OLD) - 'created_by' THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'versions are written once' USING ERRCODE = 'insufficient_privilege';
    END $$`,
  'CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON document_versions FOR EACH ROW EXECUTE FUNCTION keep_document_version()',
  `CREATE TRIGGER never_emptied BEFORE TRUNCATE ON document_versions EXECUTE FUNCTION keep_document_version()`,
];
