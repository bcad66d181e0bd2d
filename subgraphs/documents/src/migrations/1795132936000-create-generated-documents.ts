import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What documents were made from. It is written with the document, by whoever adds that and may know of the template, and
 * never changed; the template may go, and its hash stays.
 */
export class CreateGeneratedDocuments1795132936000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'generated_documents'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE generated_documents');
  }
}

const TABLE = [
  `CREATE TABLE generated_documents (
    document_id uuid NOT NULL CONSTRAINT generated_documents_pkey PRIMARY KEY
      CONSTRAINT generated_documents_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    template_version_id uuid CONSTRAINT generated_documents_template_version_id_fkey REFERENCES template_versions ON DELETE SET NULL,
    template_sha256 varchar(64) NOT NULL,
    data_sha256 varchar(64) NOT NULL,
    renderer_version varchar(16) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  'CREATE INDEX generated_documents_template_version_id_idx ON generated_documents (template_version_id)',
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON generated_documents TO plat_documents_app',
  'REVOKE UPDATE, DELETE ON generated_documents FROM plat_documents_system',
  `CREATE POLICY generated_documents_read ON generated_documents FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM documents d WHERE d.id = document_id))`,
  `CREATE POLICY generated_documents_add ON generated_documents FOR INSERT TO plat_documents_app
    WITH CHECK (EXISTS (SELECT FROM document_versions v JOIN documents d ON d.id = v.document_id
        WHERE d.id = generated_documents.document_id AND d.uploaded_by = (SELECT app_user_id())
          AND v.version_number = 1 AND v.origin = 'TEMPLATE')
      AND EXISTS (SELECT FROM template_versions t WHERE t.id = template_version_id))`,
];
