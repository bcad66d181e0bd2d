import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may do what with a document follows from its origin. Policies that are permissive open a way, the restrictive
 * ones at the end hold on every way. Grants are read as an array, once a statement, so that an index answers them.
 */
export class ProtectDocuments1795132803000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...protect('documents', 'documents'), ...GRANTS, ...OWN, ...LEAD, ...EXCHANGE, ...PROJECT, ...HOUSE, ...ALWAYS])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const policy of POLICIES) await db.query(`DROP POLICY ${policy} ON documents`);
    await db.query('REVOKE ALL ON documents FROM plat_documents_app, plat_documents_system');
    await db.query('ALTER TABLE documents NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY');
  }
}

const POLICIES = [
  'system',
  'documents_own',
  'documents_lead',
  'documents_exchange_read',
  'documents_public_read',
  'documents_exchange_add',
  'documents_exchange_edit',
  'documents_project_read',
  'documents_client_read',
  'documents_project_add',
  'documents_project_edit',
  'documents_template_read',
  'documents_admin_read',
  'documents_kept',
  'documents_published',
  'documents_added',
];

/** Subjects that a principal holds an active grant on. */
const granted = (
  subject: string,
  principal: 'user' | 'contact' | 'client',
  condition: string,
) => `ANY (ARRAY(SELECT subject_id FROM access_grants
  WHERE subject_type = '${subject}' AND principal_id = (SELECT app_${principal}_id()) AND is_active AND ${condition}))`;
const owned = (subject: string) => granted(subject, 'user', `role = 'OWNER'`);
const mayInExchange = (right: 'VIEW' | 'UPLOAD' | 'MANAGE') => granted('Exchange', 'contact', `'${right}' = ANY (permissions)`);

const GRANTS = [
  // Where bytes are, and what a PIN is compared with, requests write and never read.
  `GRANT SELECT (id, origin, user_id, connection_id, property_id, deal_id, lead_id, project_id, inquiry_id, exchange_id, uploaded_by,
    title, file_name, category, document_type, lead_document_type, document_type_label, description, platform,
    platform_path, storage_provider, file_size, mime_type, file_type, version_number, metadata, status, is_active,
    is_template, template_variables, pin_protected, access_level, allowed_roles, is_public, client_visible, download_count,
    last_accessed_at, trashed_at, version, created_at, updated_at)
    ON documents TO plat_documents_app`,
  'GRANT INSERT ON documents TO plat_documents_app',
  `GRANT UPDATE (title, description, category, document_type, document_type_label, metadata, access_level, allowed_roles, status, version, updated_at)
    ON documents TO plat_documents_app`,
];

/** A document of one's own that named an exchange or lead would turn up among papers that others trust. */
const OWN = [
  `CREATE POLICY documents_own ON documents TO plat_documents_app
    USING (origin IN ('PLATFORM', 'REAL_ESTATE') AND user_id = (SELECT app_user_id()))
    WITH CHECK (origin IN ('PLATFORM', 'REAL_ESTATE') AND user_id = (SELECT app_user_id())
      AND num_nonnulls(exchange_id, lead_id, project_id, inquiry_id) = 0)`,
];

const LEAD = [
  `CREATE POLICY documents_lead ON documents TO plat_documents_app
    USING (origin = 'LEAD' AND lead_id = ${owned('Lead')})
    WITH CHECK (origin = 'LEAD' AND lead_id = ${owned('Lead')} AND num_nonnulls(user_id, exchange_id, project_id, inquiry_id, connection_id) = 0)`,
];

const EXCHANGE = [
  `CREATE POLICY documents_exchange_read ON documents FOR SELECT TO plat_documents_app
    USING (origin = 'EXCHANGE' AND exchange_id = ${mayInExchange('VIEW')}
      AND (access_level <> 'RESTRICTED' OR uploaded_by = (SELECT app_user_id()) OR EXISTS (SELECT FROM access_grants
        WHERE subject_type = 'Exchange' AND subject_id = documents.exchange_id AND principal_id = (SELECT app_contact_id()) AND is_active
          AND role = ANY (documents.allowed_roles))))`,
  `CREATE POLICY documents_public_read ON documents FOR SELECT TO plat_documents_app
    USING (is_public AND (SELECT app_user_id()) IS NOT NULL)`,
  `CREATE POLICY documents_exchange_add ON documents FOR INSERT TO plat_documents_app
    WITH CHECK (origin = 'EXCHANGE' AND exchange_id = ${mayInExchange('UPLOAD')}
      AND num_nonnulls(user_id, lead_id, deal_id, project_id, inquiry_id, connection_id) = 0)`,
  `CREATE POLICY documents_exchange_edit ON documents FOR UPDATE TO plat_documents_app
    USING (origin = 'EXCHANGE' AND (exchange_id = ${mayInExchange('MANAGE')}
      OR (uploaded_by = (SELECT app_user_id()) AND exchange_id = ${mayInExchange('UPLOAD')})))`,
];

const PROJECT = [
  `CREATE POLICY documents_project_read ON documents FOR SELECT TO plat_documents_app
    USING (origin = 'PROJECT' AND (SELECT app_can('project:read')))`,
  `CREATE POLICY documents_client_read ON documents FOR SELECT TO plat_documents_app
    USING (origin = 'PROJECT' AND client_visible AND project_id = ${granted('Project', 'client', `role = 'CLIENT'`)})`,
  `CREATE POLICY documents_project_add ON documents FOR INSERT TO plat_documents_app
    WITH CHECK (origin = 'PROJECT' AND (SELECT app_can('project:write')) AND num_nonnulls(user_id, lead_id, exchange_id, connection_id) = 0)`,
  `CREATE POLICY documents_project_edit ON documents FOR UPDATE TO plat_documents_app
    USING (origin = 'PROJECT' AND (SELECT app_can('project:write')))`,
];

/** A template that belongs to no exchange is the house's own, the one kind of document without anybody behind it. */
const HOUSE = [
  `CREATE POLICY documents_template_read ON documents FOR SELECT TO plat_documents_app
    USING (origin = 'EXCHANGE' AND is_template AND exchange_id IS NULL AND (SELECT app_can('template:read')))`,
  'CREATE POLICY documents_admin_read ON documents FOR SELECT TO plat_documents_app USING ((SELECT app_is_admin()))',
];

const ALWAYS = [
  'CREATE POLICY documents_kept ON documents AS RESTRICTIVE TO plat_documents_app USING (trashed_at IS NULL)',
  // Whoever edits a document that everybody reads speaks to everybody.
  `CREATE POLICY documents_published ON documents AS RESTRICTIVE TO plat_documents_app
    USING (true) WITH CHECK (access_level <> 'PUBLIC' OR (SELECT app_role()) IN ('ADMIN', 'COORDINATOR'))`,
  // What a document hangs under must be the adder's own: others read it there.
  `CREATE POLICY documents_added ON documents AS RESTRICTIVE FOR INSERT TO plat_documents_app
    WITH CHECK (uploaded_by = (SELECT app_user_id()) AND (property_id IS NULL OR property_id = ${owned('Property')})
      AND (connection_id IS NULL OR connection_id = ${owned('PlatformLink')}))`,
];
