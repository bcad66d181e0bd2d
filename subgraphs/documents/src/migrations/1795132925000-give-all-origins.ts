import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Contributors of a project read its documents, and nobody edits what they may not read. What a lead's document proves, and
 * whether a project's client sees one, can be edited; only documents of projects have such a client.
 */
export class GiveAllOrigins1795132925000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE POLICY documents_contributor_read ON documents FOR SELECT TO plat_documents_app
      USING (origin = 'PROJECT' AND project_id = ANY (ARRAY(SELECT subject_id FROM access_grants
        WHERE subject_type = 'Project' AND principal_id = (SELECT app_user_id()) AND is_active AND role = 'CONTRIBUTOR')))`);
    await db.query('DROP POLICY documents_exchange_edit ON documents');
    await db.query(EDIT);
    await db.query(`ALTER TABLE documents ADD CONSTRAINT documents_client_visible_check CHECK (NOT client_visible OR origin = 'PROJECT')`);
    await db.query('GRANT UPDATE (lead_document_type, client_visible) ON documents TO plat_documents_app');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('REVOKE UPDATE (lead_document_type, client_visible) ON documents FROM plat_documents_app');
    await db.query('ALTER TABLE documents DROP CONSTRAINT documents_client_visible_check');
    await db.query('DROP POLICY documents_exchange_edit ON documents');
    await db.query(EDIT_BEFORE);
    await db.query('DROP POLICY documents_contributor_read ON documents');
  }
}

const mayInExchange = (right: 'VIEW' | 'UPLOAD' | 'MANAGE') => `ANY (ARRAY(SELECT subject_id FROM access_grants
  WHERE subject_type = 'Exchange' AND principal_id = (SELECT app_contact_id()) AND is_active AND '${right}' = ANY (permissions)))`;

const IS_UPLOADER = 'uploaded_by = (SELECT app_user_id())';
const IN_ALLOWED_ROLE = `EXISTS (SELECT FROM access_grants WHERE subject_type = 'Exchange' AND subject_id = documents.exchange_id
  AND principal_id = (SELECT app_contact_id()) AND is_active AND role = ANY (documents.allowed_roles))`;

const EDIT_BEFORE = `CREATE POLICY documents_exchange_edit ON documents FOR UPDATE TO plat_documents_app
  USING (origin = 'EXCHANGE' AND (exchange_id = ${mayInExchange('MANAGE')}
    OR (${IS_UPLOADER} AND exchange_id = ${mayInExchange('UPLOAD')})))`;

/** A statement that reads no column asks no policy for reading: so the right to edit includes it. */
const EDIT = `CREATE POLICY documents_exchange_edit ON documents FOR UPDATE TO plat_documents_app
  USING (origin = 'EXCHANGE' AND (
    (exchange_id = ${mayInExchange('MANAGE')} AND (is_public OR (SELECT app_is_admin())
      OR (exchange_id = ${mayInExchange('VIEW')} AND (access_level <> 'RESTRICTED' OR ${IS_UPLOADER} OR ${IN_ALLOWED_ROLE}))))
    OR (${IS_UPLOADER} AND exchange_id = ${mayInExchange('UPLOAD')})))`;
