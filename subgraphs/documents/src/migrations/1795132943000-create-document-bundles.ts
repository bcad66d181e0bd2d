import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What somebody may have as one file for five minutes: too much to stand in an address. */
export class CreateDocumentBundles1795132943000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'document_bundles'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE document_bundles');
  }
}

const TABLE = [
  `CREATE TABLE document_bundles (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT document_bundles_pkey PRIMARY KEY,
    user_id uuid NOT NULL,
    members jsonb NOT NULL
      CONSTRAINT document_bundles_members_check CHECK (jsonb_typeof(members) = 'array' AND jsonb_array_length(members) <= 100),
    excluded jsonb NOT NULL,
    reason varchar(500),
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  'CREATE INDEX document_bundles_expires_at_idx ON document_bundles (expires_at)',
  'CREATE INDEX document_bundles_user_id_idx ON document_bundles (user_id)',
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON document_bundles TO plat_documents_app',
  `CREATE POLICY document_bundles_read ON document_bundles FOR SELECT TO plat_documents_app USING (user_id = (SELECT app_user_id()))`,
  `CREATE POLICY document_bundles_add ON document_bundles FOR INSERT TO plat_documents_app WITH CHECK (user_id = (SELECT app_user_id()))`,
];
