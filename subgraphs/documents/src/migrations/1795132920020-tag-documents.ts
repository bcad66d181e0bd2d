import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Words by which documents are found again, the same in any case; whoever may edit a document says them. */
export class TagDocuments1795132920020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'document_tags'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE document_tags');
  }
}

const TABLE = [
  `CREATE TABLE document_tags (
    document_id uuid NOT NULL CONSTRAINT document_tags_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    tag varchar(255) NOT NULL CONSTRAINT document_tags_tag_check CHECK (btrim(tag) <> ''),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT document_tags_pkey PRIMARY KEY (document_id, tag)
  )`,
  'CREATE UNIQUE INDEX document_tags_document_id_lower_key ON document_tags (document_id, lower(tag))',
  'CREATE INDEX document_tags_lower_document_id_idx ON document_tags (lower(tag), document_id)',
];

const RIGHTS = [
  'GRANT SELECT, INSERT, DELETE ON document_tags TO plat_documents_app',
  `CREATE POLICY document_tags_read ON document_tags FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM documents d WHERE d.id = document_id))`,
  // Who may edit the document, the trigger asks.
  'CREATE POLICY document_tags_add ON document_tags FOR INSERT TO plat_documents_app WITH CHECK (true)',
  'CREATE POLICY document_tags_remove ON document_tags FOR DELETE TO plat_documents_app USING (true)',
  'CREATE TRIGGER edit_document AFTER INSERT OR DELETE ON document_tags FOR EACH ROW EXECUTE FUNCTION edit_document_of_row()',
];
