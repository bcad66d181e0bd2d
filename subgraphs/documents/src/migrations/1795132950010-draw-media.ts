import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Small pictures of media, drawn by the job that draws those of versions. Whoever adds media leaves their rows behind; their bytes go with their rows. */
export class DrawMedia1795132950010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'media_renditions'), ...BEGUN, ...RELEASED, ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER begin_media_renditions ON media');
    await db.query('DROP TABLE media_renditions');
    await db.query('DROP FUNCTION begin_media_renditions(), release_media_rendition()');
  }
}

const TABLE = [
  `CREATE TABLE media_renditions (
    media_id uuid NOT NULL CONSTRAINT media_renditions_media_id_fkey REFERENCES media ON DELETE CASCADE,
    size rendition_size NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT media_renditions_id_key UNIQUE,
    state rendition_state NOT NULL DEFAULT 'PENDING',
    reason varchar(50),
    width integer,
    height integer,
    mime_type varchar(255),
    blob_sha256 varchar(64),
    attempts integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT media_renditions_pkey PRIMARY KEY (media_id, size),
    CONSTRAINT media_renditions_picture_check CHECK (num_nonnulls(width, height, mime_type, blob_sha256) = CASE state WHEN 'DONE' THEN 4 ELSE 0 END),
    CONSTRAINT media_renditions_reason_check CHECK ((state IN ('FAILED', 'SKIPPED')) = (reason IS NOT NULL))
  )`,
  `CREATE INDEX media_renditions_pending_idx ON media_renditions (created_at) WHERE state = 'PENDING'`,
];

/** As the tables' owner: a request adds media, and may not say how they look. Of films nothing is drawn. */
const BEGUN = [
  'CREATE POLICY keeper ON media_renditions TO plat_documents_owner USING (true) WITH CHECK (true)',
  `CREATE FUNCTION begin_media_renditions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      INSERT INTO media_renditions (media_id, size) SELECT NEW.id, s.size FROM unnest(enum_range(NULL::rendition_size)) s(size);
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION begin_media_renditions() FROM PUBLIC',
  `CREATE TRIGGER begin_media_renditions AFTER INSERT ON media FOR EACH ROW
    WHEN (NEW.blob_sha256 IS NOT NULL AND NEW.type <> 'VIDEO') EXECUTE FUNCTION begin_media_renditions()`,
];

const RELEASED = [
  `CREATE FUNCTION release_media_rendition() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      PERFORM release_blobs('MediaRendition', OLD.id::text);
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION release_media_rendition() FROM PUBLIC',
  `CREATE TRIGGER release_media_rendition AFTER DELETE ON media_renditions FOR EACH ROW
    WHEN (OLD.blob_sha256 IS NOT NULL) EXECUTE FUNCTION release_media_rendition()`,
];

const RIGHTS = [
  `GRANT SELECT (media_id, size, id, state, width, height, mime_type, blob_sha256) ON media_renditions TO plat_documents_app`,
  `CREATE POLICY media_renditions_read ON media_renditions FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM media m WHERE m.id = media_id))`,
];
