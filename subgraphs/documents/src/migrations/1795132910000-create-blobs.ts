import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Bytes are kept once, as long as something has them. Requests reach these tables by one function alone: to refer to
 * bytes that they hold, because they sent them or were let to have them. To know the hash of something is no way to it.
 */
export class CreateBlobs1795132910000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLES, ...TABLE_NAMES.flatMap((table) => [...protect('documents', table), definer(table)]), ...FUNCTIONS])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION release_blobs(text, text), reference_blob(text, text, text)');
    await db.query('DROP TABLE blob_holds, blob_references, blobs');
  }
}

const TABLE_NAMES = ['blobs', 'blob_references', 'blob_holds'];

const TABLES = [
  `CREATE TABLE blobs (
    sha256 text NOT NULL CONSTRAINT blobs_pkey PRIMARY KEY CONSTRAINT blobs_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    storage_provider storage_provider NOT NULL,
    storage_key text NOT NULL,
    size bigint NOT NULL CONSTRAINT blobs_size_check CHECK (size > 0),
    sniffed_type varchar(255) NOT NULL,
    attachment_only boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    unreferenced_since timestamptz
  )`,
  'CREATE UNIQUE INDEX blobs_storage_key_key ON blobs (storage_key)',
  'CREATE INDEX blobs_unreferenced_since_idx ON blobs (unreferenced_since) WHERE unreferenced_since IS NOT NULL',
  `CREATE TABLE blob_references (
    sha256 text NOT NULL CONSTRAINT blob_references_sha256_fkey REFERENCES blobs (sha256),
    owner_type varchar(50) NOT NULL,
    owner_id text NOT NULL,
    charged_to uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT blob_references_pkey PRIMARY KEY (sha256, owner_type, owner_id)
  )`,
  'CREATE INDEX blob_references_owner_idx ON blob_references (owner_type, owner_id)',
  `CREATE TABLE blob_holds (
    sha256 text NOT NULL CONSTRAINT blob_holds_sha256_fkey REFERENCES blobs (sha256) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    until timestamptz NOT NULL,
    CONSTRAINT blob_holds_pkey PRIMARY KEY (sha256, user_id)
  )`,
  'CREATE INDEX blob_holds_until_idx ON blob_holds (until)',
];

const definer = (table: string) => `CREATE POLICY definer ON ${table} TO plat_documents_owner USING (true) WITH CHECK (true)`;

/**
 * Whoever refers to bytes, or lets go of them, locks their row first: so does who removes them. What one of them sees of
 * the references is then what there is.
 */
const FUNCTIONS = [
  `CREATE FUNCTION reference_blob(hash text, of_type text, of_id text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      PERFORM FROM blobs WHERE sha256 = hash FOR NO KEY UPDATE;
      IF NOT FOUND THEN RETURN false; END IF;
      IF session_user = 'plat_documents_app' AND NOT EXISTS (SELECT FROM blob_holds WHERE sha256 = hash AND user_id = app_user_id()) THEN
        RETURN false;
      END IF;
      INSERT INTO blob_references (sha256, owner_type, owner_id, charged_to) VALUES (hash, of_type, of_id, app_user_id()) ON CONFLICT DO NOTHING;
      UPDATE blobs SET unreferenced_since = NULL WHERE sha256 = hash AND unreferenced_since IS NOT NULL;
      RETURN true;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION reference_blob(text, text, text) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION reference_blob(text, text, text) TO plat_documents_app, plat_documents_system',
  `CREATE FUNCTION release_blobs(of_type text, of_id text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      hashes text[];
      let_go bigint;
    BEGIN
      SELECT array_agg(sha256) INTO hashes FROM blob_references WHERE owner_type = of_type AND owner_id = of_id;
      PERFORM FROM blobs WHERE sha256 = ANY (hashes) ORDER BY sha256 FOR NO KEY UPDATE;
      DELETE FROM blob_references WHERE owner_type = of_type AND owner_id = of_id;
      UPDATE blobs SET unreferenced_since = now() WHERE sha256 = ANY (hashes)
        AND NOT EXISTS (SELECT FROM blob_references r WHERE r.sha256 = blobs.sha256);
      GET DIAGNOSTICS let_go = ROW_COUNT;
      RETURN let_go;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION release_blobs(text, text) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION release_blobs(text, text) TO plat_documents_system',
];
