import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever may edit a document finds it in the trash again, and administrators; others read of it no more. What lies there
 * nobody edits or adds: in and out of it the system moves it.
 */
export class RestoreDocuments1795132921000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...COLUMNS, 'DROP POLICY documents_kept ON documents', ...POLICIES]) await db.query(sql);
    await db.query(refuseDeletedV1(TRASHED_BY));
    await db.query(unguardReferencesV1('documents'));
    await db.query(guardReferencesV1('documents', { ...GUARDED, trashed_by: 'User' }));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(unguardReferencesV1('documents'));
    await db.query(guardReferencesV1('documents', GUARDED));
    await db.query(dropRefuseDeletedV1(TRASHED_BY));
    for (const policy of ['documents_kept', 'documents_kept_added', 'documents_kept_edited'])
      await db.query(`DROP POLICY ${policy} ON documents`);
    await db.query('CREATE POLICY documents_kept ON documents AS RESTRICTIVE TO plat_documents_app USING (trashed_at IS NULL)');
    await db.query('ALTER TABLE documents DROP COLUMN trashed_by');
  }
}

const TRASHED_BY: ReferringColumn = ['documents', 'trashed_by', 'User'];

const GUARDED = {
  user_id: 'User',
  uploaded_by: 'User',
  inquiry_id: 'Inquiry',
  lead_id: 'Lead',
  property_id: 'Property',
  deal_id: 'Deal',
  connection_id: 'PlatformLink',
  project_id: 'Project',
  exchange_id: 'Exchange',
} as const;

const COLUMNS = [
  'ALTER TABLE documents ADD COLUMN trashed_by uuid',
  'CREATE INDEX documents_trashed_by_idx ON documents (trashed_by) WHERE trashed_by IS NOT NULL',
  'CREATE INDEX documents_trashed_at_idx ON documents (trashed_at, id) WHERE trashed_at IS NOT NULL',
  'GRANT SELECT (trashed_by) ON documents TO plat_documents_app',
];

const mayInExchange = (right: 'UPLOAD' | 'MANAGE') => `ANY (ARRAY(SELECT subject_id FROM access_grants
  WHERE subject_type = 'Exchange' AND principal_id = (SELECT app_contact_id()) AND is_active AND '${right}' = ANY (permissions)))`;

const POLICIES = [
  `CREATE POLICY documents_kept ON documents AS RESTRICTIVE FOR SELECT TO plat_documents_app
    USING (trashed_at IS NULL OR (SELECT app_is_admin()) OR origin IN ('PLATFORM', 'REAL_ESTATE', 'LEAD')
      OR (origin = 'PROJECT' AND (SELECT app_can('project:write')))
      OR (origin = 'EXCHANGE' AND (exchange_id = ${mayInExchange('MANAGE')}
        OR (uploaded_by = (SELECT app_user_id()) AND exchange_id = ${mayInExchange('UPLOAD')}))))`,
  `CREATE POLICY documents_kept_added ON documents AS RESTRICTIVE FOR INSERT TO plat_documents_app
    WITH CHECK (trashed_at IS NULL AND trashed_by IS NULL)`,
  'CREATE POLICY documents_kept_edited ON documents AS RESTRICTIVE FOR UPDATE TO plat_documents_app USING (trashed_at IS NULL)',
];
