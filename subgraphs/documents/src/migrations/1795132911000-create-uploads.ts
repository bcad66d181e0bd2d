import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Files on their way in, part by part, and how much space everybody takes. Whoever sends a file reads its row; all else is
 * the service's, but that the row is done with in the transaction that makes a document of it.
 */
export class CreateUploads1795132911000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLES, ...TABLE_NAMES.flatMap((table) => protect('documents', table)), ...RIGHTS, ...COUNTED])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER charge_blob ON blob_references');
    await db.query('DROP TABLE upload_addresses, upload_parts, upload_sessions, storage_usages');
    await db.query('DROP FUNCTION finish_upload(uuid, uuid), reserve_upload(), charge_blob(), count_usage(uuid, bigint, bigint)');
    await db.query('DROP TYPE upload_state');
  }
}

const TABLE_NAMES = ['upload_sessions', 'upload_parts', 'upload_addresses', 'storage_usages'];

const TABLES = [
  `CREATE TYPE upload_state AS ENUM ('OPEN', 'FINISHING', 'FINISHED')`,
  `CREATE TABLE upload_sessions (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT upload_sessions_pkey PRIMARY KEY,
    user_id uuid NOT NULL,
    document_id uuid CONSTRAINT upload_sessions_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    details jsonb,
    file_name varchar(255) NOT NULL,
    file_size bigint NOT NULL CONSTRAINT upload_sessions_file_size_check CHECK (file_size > 0),
    part_size bigint NOT NULL CONSTRAINT upload_sessions_part_size_check CHECK (part_size > 0),
    comment text,
    state upload_state NOT NULL DEFAULT 'OPEN',
    leased_until timestamptz,
    blob_sha256 text,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT upload_sessions_target_check CHECK (num_nonnulls(document_id, details) > 0)
  )`,
  'CREATE INDEX upload_sessions_user_id_created_at_idx ON upload_sessions (user_id, created_at DESC, id DESC)',
  'CREATE INDEX upload_sessions_expires_at_idx ON upload_sessions (expires_at)',
  'CREATE INDEX upload_sessions_document_id_idx ON upload_sessions (document_id)',
  `CREATE TABLE upload_parts (
    upload_id uuid NOT NULL CONSTRAINT upload_parts_upload_id_fkey REFERENCES upload_sessions ON DELETE CASCADE,
    part_no integer NOT NULL CONSTRAINT upload_parts_part_no_check CHECK (part_no > 0),
    size bigint NOT NULL,
    sha256 text NOT NULL,
    storage_provider storage_provider NOT NULL,
    storage_key text NOT NULL,
    arrived_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT upload_parts_pkey PRIMARY KEY (upload_id, part_no)
  )`,
  'CREATE UNIQUE INDEX upload_parts_storage_key_key ON upload_parts (storage_key)',
  `CREATE TABLE upload_addresses (
    upload_id uuid NOT NULL CONSTRAINT upload_addresses_upload_id_fkey REFERENCES upload_sessions ON DELETE CASCADE,
    nonce text NOT NULL,
    CONSTRAINT upload_addresses_pkey PRIMARY KEY (upload_id, nonce)
  )`,
  `CREATE TABLE storage_usages (
    user_id uuid NOT NULL CONSTRAINT storage_usages_pkey PRIMARY KEY,
    used bigint NOT NULL DEFAULT 0 CONSTRAINT storage_usages_used_check CHECK (used >= 0),
    reserved bigint NOT NULL DEFAULT 0 CONSTRAINT storage_usages_reserved_check CHECK (reserved >= 0)
  )`,
];

const RIGHTS = [
  'GRANT SELECT ON upload_sessions TO plat_documents_app',
  `CREATE POLICY upload_sessions_read ON upload_sessions FOR SELECT TO plat_documents_app USING (user_id = (SELECT app_user_id()))`,
  'GRANT SELECT (upload_id, part_no, size, sha256, arrived_at) ON upload_parts TO plat_documents_app',
  `CREATE POLICY upload_parts_read ON upload_parts FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM upload_sessions u WHERE u.id = upload_id))`,
  'CREATE POLICY definer ON upload_sessions TO plat_documents_owner USING (true) WITH CHECK (true)',
  'CREATE POLICY definer ON storage_usages TO plat_documents_owner USING (true) WITH CHECK (true)',
  `CREATE FUNCTION finish_upload(of_id uuid, made uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      UPDATE upload_sessions SET state = 'FINISHED', document_id = made, leased_until = NULL
        WHERE id = of_id AND user_id = app_user_id() AND state = 'FINISHING';
      RETURN FOUND;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION finish_upload(uuid, uuid) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION finish_upload(uuid, uuid) TO plat_documents_app',
];

/** What a file will take is reserved while it is on its way, and counts as used when something has it: whoever writes the rows. */
const COUNTED = [
  `CREATE FUNCTION count_usage(of_user uuid, more_used bigint, more_reserved bigint) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, public, pg_temp AS $$
      INSERT INTO storage_usages AS u (user_id, used, reserved) VALUES (of_user, greatest(more_used, 0), greatest(more_reserved, 0))
        ON CONFLICT (user_id) DO UPDATE SET used = u.used + more_used, reserved = u.reserved + more_reserved $$`,
  'REVOKE EXECUTE ON FUNCTION count_usage(uuid, bigint, bigint) FROM PUBLIC',
  `CREATE FUNCTION reserve_upload() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      change bigint := 0;
    BEGIN
      IF TG_OP <> 'INSERT' AND OLD.state <> 'FINISHED' THEN change := change - OLD.file_size; END IF;
      IF TG_OP <> 'DELETE' AND NEW.state <> 'FINISHED' THEN change := change + NEW.file_size; END IF;
      IF change <> 0 THEN PERFORM count_usage(coalesce(NEW.user_id, OLD.user_id), 0, change); END IF;
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION reserve_upload() FROM PUBLIC',
  `CREATE TRIGGER reserve_upload AFTER INSERT OR DELETE OR UPDATE OF state ON upload_sessions
    FOR EACH ROW EXECUTE FUNCTION reserve_upload()`,
  `CREATE FUNCTION charge_blob() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      charged blob_references := coalesce(NEW, OLD);
    BEGIN
      IF charged.charged_to IS NOT NULL THEN
        PERFORM count_usage(charged.charged_to,
          (SELECT CASE TG_OP WHEN 'INSERT' THEN size ELSE -size END FROM blobs WHERE sha256 = charged.sha256), 0);
      END IF;
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION charge_blob() FROM PUBLIC',
  'CREATE TRIGGER charge_blob AFTER INSERT OR DELETE ON blob_references FOR EACH ROW EXECUTE FUNCTION charge_blob()',
];
