import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Media whose bytes are kept here: sent like documents, referred to like versions, let go of with their row, however that
 * goes. Whoever adds one holds its bytes; to know a hash is no way to have them.
 */
export class KeepMediaBytes1795132950000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...COLUMNS, ...BYTES, ...SENT, finishUpload(EITHER)]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DELETE FROM upload_sessions WHERE media IS NOT NULL');
    await db.query('DELETE FROM media WHERE blob_sha256 IS NOT NULL');
    await db.query(finishUpload('document_id = made'));
    await db.query('ALTER TABLE upload_sessions DROP CONSTRAINT upload_sessions_target_check');
    await db.query('ALTER TABLE upload_sessions DROP COLUMN media, DROP COLUMN media_id');
    await db.query(
      `ALTER TABLE upload_sessions ADD CONSTRAINT upload_sessions_target_check CHECK (num_nonnulls(document_id, details) > 0)`,
    );
    await db.query('DROP TRIGGER release_media ON media');
    await db.query('DROP TRIGGER refer_media ON media');
    await db.query('DROP FUNCTION refer_media(), release_media()');
    await db.query('DROP POLICY media_add ON media');
    await db.query(`CREATE POLICY media_add ON media FOR INSERT TO plat_documents_app WITH CHECK (${OWNED} AND storage_key IS NULL)`);
    await db.query('ALTER TABLE media DROP CONSTRAINT media_file_check');
    await db.query('ALTER TABLE media DROP COLUMN blob_sha256, DROP COLUMN file_name, DROP COLUMN file_size, DROP COLUMN mime_type');
  }
}

const OWNED = `property_id = ANY (ARRAY(SELECT subject_id FROM access_grants
  WHERE subject_type = 'Property' AND principal_id = (SELECT app_user_id()) AND is_active AND role = 'OWNER'))`;

const COLUMNS = [
  `ALTER TABLE media ADD COLUMN blob_sha256 varchar(64), ADD COLUMN file_name varchar(255), ADD COLUMN file_size bigint,
    ADD COLUMN mime_type varchar(255),
    ADD CONSTRAINT media_file_check CHECK (num_nonnulls(storage_key, blob_sha256, file_name, file_size, mime_type) IN (0, 5))`,
  'CREATE INDEX media_blob_sha256_idx ON media (blob_sha256) WHERE blob_sha256 IS NOT NULL',
  'GRANT SELECT (blob_sha256, file_name, file_size, mime_type) ON media TO plat_documents_app',
  // Bytes are found by their hash, and lie where that says.
  'DROP POLICY media_add ON media',
  `CREATE POLICY media_add ON media FOR INSERT TO plat_documents_app
    WITH CHECK (${OWNED} AND storage_key IS NOT DISTINCT FROM 'sha256/' || blob_sha256)`,
];

/** As the tables' owner: requests do not read where bytes are, and let go of nothing by themselves. */
const BYTES = [
  `CREATE FUNCTION refer_media() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF NOT reference_blob(NEW.blob_sha256, 'Media', NEW.id::text) THEN
        RAISE EXCEPTION 'these bytes are not held for whoever adds them' USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION refer_media() FROM PUBLIC',
  `CREATE TRIGGER refer_media AFTER INSERT ON media FOR EACH ROW
    WHEN (NEW.blob_sha256 IS NOT NULL) EXECUTE FUNCTION refer_media()`,
  `CREATE FUNCTION release_media() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      PERFORM release_blobs('Media', OLD.id::text);
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION release_media() FROM PUBLIC',
  `CREATE TRIGGER release_media AFTER DELETE ON media FOR EACH ROW
    WHEN (OLD.blob_sha256 IS NOT NULL) EXECUTE FUNCTION release_media()`,
];

const EITHER = 'document_id = CASE WHEN media IS NULL THEN made END, media_id = CASE WHEN media IS NOT NULL THEN made END';

const SENT = [
  `ALTER TABLE upload_sessions ADD COLUMN media jsonb,
    ADD COLUMN media_id uuid CONSTRAINT upload_sessions_media_id_fkey REFERENCES media ON DELETE CASCADE`,
  'CREATE INDEX upload_sessions_media_id_idx ON upload_sessions (media_id)',
  'ALTER TABLE upload_sessions DROP CONSTRAINT upload_sessions_target_check',
  `ALTER TABLE upload_sessions ADD CONSTRAINT upload_sessions_target_check
    CHECK (num_nonnulls(document_id, details) > 0 AND media IS NULL AND media_id IS NULL
      OR media IS NOT NULL AND num_nonnulls(document_id, details) = 0)`,
];

/** @param says what it became */
const finishUpload = (says: string) => `CREATE OR REPLACE FUNCTION finish_upload(of_id uuid, made uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      UPDATE upload_sessions SET state = 'FINISHED', ${says}, leased_until = NULL
        WHERE id = of_id AND user_id = app_user_id() AND state = 'FINISHING';
      RETURN FOUND;
    END $$`;
