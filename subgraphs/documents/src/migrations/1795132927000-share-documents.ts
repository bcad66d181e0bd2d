import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People without a login get documents by an address, from who may give them away and as long as that one may. */
export class ShareDocuments1795132927000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of TABLES) await db.query(sql);
    for (const sql of NAMES.flatMap((table) => protect('documents', table))) await db.query(sql);
    for (const sql of RIGHTS) await db.query(sql);
    await db.query(guardReferencesV1('share_links', { created_by: 'User' }));
    await db.query(refuseDeletedV1(REFERRING));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(dropRefuseDeletedV1(REFERRING));
    await db.query(unguardReferencesV1('share_links'));
    await db.query(`DROP TABLE ${[...NAMES].reverse().join(', ')}`);
  }
}

const NAMES = ['share_links', 'share_link_documents', 'share_link_downloads'];
const REFERRING: ReferringColumn = ['share_links', 'created_by', 'User'];

const TABLES = [
  `CREATE TABLE share_links (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT share_links_pkey PRIMARY KEY,
    label varchar(255),
    token_hash varchar(64) NOT NULL,
    created_by uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    max_downloads integer CONSTRAINT share_links_max_downloads_check CHECK (max_downloads > 0),
    downloads integer NOT NULL DEFAULT 0,
    revoked_at timestamptz,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT share_links_downloads_check CHECK (downloads >= 0 AND (max_downloads IS NULL OR downloads <= max_downloads))
  )`,
  'CREATE UNIQUE INDEX share_links_token_hash_key ON share_links (token_hash)',
  'CREATE INDEX share_links_created_by_created_at_idx ON share_links (created_by, created_at DESC, id DESC)',
  'CREATE INDEX share_links_created_at_idx ON share_links (created_at DESC, id DESC)',
  `CREATE TABLE share_link_documents (
    share_link_id uuid NOT NULL CONSTRAINT share_link_documents_share_link_id_fkey REFERENCES share_links ON DELETE CASCADE,
    document_id uuid NOT NULL CONSTRAINT share_link_documents_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    CONSTRAINT share_link_documents_pkey PRIMARY KEY (share_link_id, document_id)
  )`,
  'CREATE INDEX share_link_documents_document_id_idx ON share_link_documents (document_id)',
  `CREATE TABLE share_link_downloads (
    id uuid NOT NULL CONSTRAINT share_link_downloads_pkey PRIMARY KEY,
    share_link_id uuid NOT NULL CONSTRAINT share_link_downloads_share_link_id_fkey REFERENCES share_links ON DELETE CASCADE,
    document_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  'CREATE INDEX share_link_downloads_share_link_id_idx ON share_link_downloads (share_link_id)',
];

const MINE = 'created_by = (SELECT app_user_id())';
const mayInExchange = (right: 'UPLOAD' | 'MANAGE') => `ANY (ARRAY(SELECT subject_id FROM access_grants
  WHERE subject_type = 'Exchange' AND principal_id = (SELECT app_contact_id()) AND is_active AND '${right}' = ANY (permissions)))`;

/** Documents that one reads and may give away; what one does not read, the policies of documents hide from this. */
const MAY_SHARE = `EXISTS (SELECT FROM documents d WHERE d.id = document_id AND (
    (d.origin IN ('PLATFORM', 'REAL_ESTATE') AND d.user_id = (SELECT app_user_id()))
    OR (d.origin = 'LEAD' AND d.lead_id = ANY (ARRAY(SELECT subject_id FROM access_grants
      WHERE subject_type = 'Lead' AND principal_id = (SELECT app_user_id()) AND is_active AND role = 'OWNER')))
    OR (d.origin = 'PROJECT' AND (SELECT app_can('project:write')))
    OR (d.origin = 'EXCHANGE' AND (d.exchange_id = ${mayInExchange('MANAGE')}
      OR (d.uploaded_by = (SELECT app_user_id()) AND d.exchange_id = ${mayInExchange('UPLOAD')})))))`;

/** The secret is written and never read; counts are the system's. */
const RIGHTS = [
  `GRANT SELECT (id, label, created_by, expires_at, max_downloads, downloads, revoked_at, version, created_at, updated_at), INSERT
    ON share_links TO plat_documents_app`,
  'GRANT UPDATE (revoked_at, version, updated_at) ON share_links TO plat_documents_app',
  'GRANT SELECT, INSERT ON share_link_documents TO plat_documents_app',
  `CREATE POLICY share_links_read ON share_links FOR SELECT TO plat_documents_app USING (${MINE} OR (SELECT app_is_admin()))`,
  `CREATE POLICY share_links_add ON share_links FOR INSERT TO plat_documents_app
    WITH CHECK (${MINE} AND downloads = 0 AND revoked_at IS NULL)`,
  // What was taken back stays so.
  `CREATE POLICY share_links_revoke ON share_links FOR UPDATE TO plat_documents_app
    USING ((${MINE} OR (SELECT app_is_admin())) AND revoked_at IS NULL) WITH CHECK (revoked_at IS NOT NULL)`,
  `CREATE POLICY share_link_documents_read ON share_link_documents FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM share_links l WHERE l.id = share_link_id))`,
  // Nothing is added to an address that was given away: it begins with all that it leads to.
  `CREATE POLICY share_link_documents_add ON share_link_documents FOR INSERT TO plat_documents_app
    WITH CHECK (${MAY_SHARE} AND EXISTS (SELECT FROM share_links l WHERE l.id = share_link_id AND l.${MINE} AND l.created_at = now()))`,
];
