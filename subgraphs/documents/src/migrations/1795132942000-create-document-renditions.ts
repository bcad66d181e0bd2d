import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pictures of versions, which a job draws. Whoever adds a version leaves their rows behind; their bytes go with their rows. */
export class CreateDocumentRenditions1795132942000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'document_renditions'), ...BEGUN, ...RELEASED, ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER begin_document_renditions ON document_versions');
    await db.query('DROP TABLE document_renditions');
    await db.query('DROP FUNCTION begin_document_renditions(), release_rendition()');
    await db.query('DROP TYPE rendition_kind, rendition_size, rendition_state');
  }
}

const TABLE = [
  `CREATE TYPE rendition_kind AS ENUM ('THUMBNAIL')`,
  `CREATE TYPE rendition_size AS ENUM ('SMALL', 'MEDIUM', 'LARGE')`,
  `CREATE TYPE rendition_state AS ENUM ('PENDING', 'DONE', 'FAILED', 'SKIPPED')`,
  `CREATE TABLE document_renditions (
    version_id uuid NOT NULL CONSTRAINT document_renditions_version_id_fkey REFERENCES document_versions ON DELETE CASCADE,
    kind rendition_kind NOT NULL,
    page integer NOT NULL CONSTRAINT document_renditions_page_check CHECK (page > 0),
    size rendition_size NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT document_renditions_id_key UNIQUE,
    document_id uuid NOT NULL CONSTRAINT document_renditions_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    version_number integer NOT NULL,
    state rendition_state NOT NULL DEFAULT 'PENDING',
    reason varchar(50),
    width integer,
    height integer,
    mime_type varchar(255),
    blob_sha256 varchar(64),
    attempts integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT document_renditions_pkey PRIMARY KEY (version_id, kind, page, size),
    CONSTRAINT document_renditions_picture_check CHECK (num_nonnulls(width, height, mime_type, blob_sha256) = CASE state WHEN 'DONE' THEN 4 ELSE 0 END),
    CONSTRAINT document_renditions_reason_check CHECK ((state IN ('FAILED', 'SKIPPED')) = (reason IS NOT NULL))
  )`,
  'CREATE INDEX document_renditions_document_id_idx ON document_renditions (document_id, version_number)',
  `CREATE INDEX document_renditions_pending_idx ON document_renditions (created_at) WHERE state = 'PENDING'`,
];

const ROWS = (version: string) => `INSERT INTO document_renditions (version_id, kind, page, size, document_id, version_number)
  SELECT v.id, 'THUMBNAIL', 1, s.size, v.document_id, v.version_number
  FROM ${version} v, unnest(enum_range(NULL::rendition_size)) s(size)`;

/** As the tables' owner: a request adds versions, and may not say how they look. */
const BEGUN = [
  'CREATE POLICY keeper ON document_renditions TO plat_documents_owner USING (true) WITH CHECK (true)',
  `CREATE FUNCTION begin_document_renditions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      ${ROWS('(SELECT NEW.id, NEW.document_id, NEW.version_number)')};
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION begin_document_renditions() FROM PUBLIC',
  'CREATE TRIGGER begin_document_renditions AFTER INSERT ON document_versions FOR EACH ROW EXECUTE FUNCTION begin_document_renditions()',
  ROWS('document_versions'),
];

/** However a row goes: its document is purged, or what that belongs to. */
const RELEASED = [
  `CREATE FUNCTION release_rendition() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      PERFORM release_blobs('Rendition', OLD.id::text);
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION release_rendition() FROM PUBLIC',
  `CREATE TRIGGER release_rendition AFTER DELETE ON document_renditions FOR EACH ROW
    WHEN (OLD.blob_sha256 IS NOT NULL) EXECUTE FUNCTION release_rendition()`,
];

/** That there is a picture is known of the document; the picture itself is content, and has its own door. */
const RIGHTS = [
  `GRANT SELECT (version_id, kind, page, size, id, document_id, version_number, state, width, height, mime_type, blob_sha256)
    ON document_renditions TO plat_documents_app`,
  `CREATE POLICY document_renditions_read ON document_renditions FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM documents d WHERE d.id = document_id))`,
];
