import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A document may be about several properties, and is the main one of at most one for each. */
export class LinkProperties1795132926100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'property_documents'), ...RIGHTS]) await db.query(sql);
    await db.query(guardReferencesV1('property_documents', { property_id: 'Property' }));
    await db.query(refuseDeletedV1(REFERRING));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(dropRefuseDeletedV1(REFERRING));
    await db.query(unguardReferencesV1('property_documents'));
    await db.query('DROP TABLE property_documents');
  }
}

const REFERRING: ReferringColumn = ['property_documents', 'property_id', 'Property'];

const TABLE = [
  `CREATE TABLE property_documents (
    property_id uuid NOT NULL,
    document_id uuid NOT NULL CONSTRAINT property_documents_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    is_primary boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT property_documents_pkey PRIMARY KEY (property_id, document_id)
  )`,
  'CREATE UNIQUE INDEX property_documents_primary_key ON property_documents (property_id) WHERE is_primary',
  'CREATE INDEX property_documents_property_id_idx ON property_documents (property_id)',
  'CREATE INDEX property_documents_document_id_idx ON property_documents (document_id)',
];

const OWNED = `property_id = ANY (ARRAY(SELECT subject_id FROM access_grants
  WHERE subject_type = 'Property' AND principal_id = (SELECT app_user_id()) AND is_active AND role = 'OWNER'))`;

/** There is no right to edit: what is the main document is said when a link is made. */
const RIGHTS = [
  'GRANT SELECT, INSERT, DELETE ON property_documents TO plat_documents_app',
  `CREATE POLICY property_documents_read ON property_documents FOR SELECT TO plat_documents_app USING (${OWNED})`,
  // What one links one sees, by the policies of documents.
  `CREATE POLICY property_documents_add ON property_documents FOR INSERT TO plat_documents_app
    WITH CHECK (${OWNED} AND EXISTS (SELECT FROM documents d WHERE d.id = document_id))`,
  `CREATE POLICY property_documents_remove ON property_documents FOR DELETE TO plat_documents_app USING (${OWNED})`,
];
