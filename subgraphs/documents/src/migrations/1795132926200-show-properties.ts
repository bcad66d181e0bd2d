import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pictures, films and sheets show properties. */
export class ShowProperties1795132926200 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'media'), ...RIGHTS]) await db.query(sql);
    await db.query(guardReferencesV1('media', { property_id: 'Property' }));
    await db.query(refuseDeletedV1(REFERRING));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(dropRefuseDeletedV1(REFERRING));
    await db.query(unguardReferencesV1('media'));
    await db.query('DROP TABLE media');
    await db.query('DROP TYPE media_type');
  }
}

const REFERRING: ReferringColumn = ['media', 'property_id', 'Property'];

const TABLE = [
  `CREATE TYPE media_type AS ENUM ('IMAGE', 'DOC', 'VIDEO')`,
  `CREATE TABLE media (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT media_pkey PRIMARY KEY,
    property_id uuid NOT NULL,
    url text,
    storage_key text,
    type media_type NOT NULL,
    metadata jsonb,
    uploaded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT media_place_check CHECK (url IS NOT NULL OR storage_key IS NOT NULL)
  )`,
  'CREATE INDEX media_property_id_uploaded_at_idx ON media (property_id, uploaded_at DESC, id DESC)',
];

const OWNED = `property_id = ANY (ARRAY(SELECT subject_id FROM access_grants
  WHERE subject_type = 'Property' AND principal_id = (SELECT app_user_id()) AND is_active AND role = 'OWNER'))`;

/** Where bytes of ours lie no request reads or says. */
const RIGHTS = [
  'GRANT SELECT (id, property_id, url, type, metadata, uploaded_at), INSERT, DELETE ON media TO plat_documents_app',
  `CREATE POLICY media_read ON media FOR SELECT TO plat_documents_app USING (${OWNED} OR (SELECT app_is_admin()))`,
  `CREATE POLICY media_add ON media FOR INSERT TO plat_documents_app WITH CHECK (${OWNED} AND storage_key IS NULL)`,
  `CREATE POLICY media_remove ON media FOR DELETE TO plat_documents_app USING (${OWNED})`,
];
