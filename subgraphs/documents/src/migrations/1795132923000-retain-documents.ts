import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How long documents of a kind are kept, from when they were added or last got a file. What follows for each document is
 * reckoned where it is written, and for all of them when a policy changes.
 */
export class RetainDocuments1795132923000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLES, ...NAMES.flatMap((table) => protect('documents', table)), ...RIGHTS, ...RECKONED]) await db.query(sql);
    await db.query(guardReferencesV1('retention_policies', { created_by: 'User' }));
    await db.query(refuseDeletedV1(CREATED_BY));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER retained ON documents');
    await db.query(dropRefuseDeletedV1(CREATED_BY));
    await db.query(unguardReferencesV1('retention_policies'));
    await db.query('DROP FUNCTION retain_document(), reckon_retention(uuid[])');
    await db.query('DROP TABLE document_retentions, retention_policies');
    await db.query('DROP TYPE retention_trigger');
    for (const policy of ['reckons', 'reckons_versions'])
      await db.query(`DROP POLICY ${policy} ON ${policy === 'reckons' ? 'documents' : 'document_versions'}`);
  }
}

const NAMES = ['retention_policies', 'document_retentions'];
const CREATED_BY: ReferringColumn = ['retention_policies', 'created_by', 'User'];

const TABLES = [
  `CREATE TYPE retention_trigger AS ENUM ('CREATED', 'LAST_VERSION')`,
  `CREATE TABLE retention_policies (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT retention_policies_pkey PRIMARY KEY,
    name varchar(255) NOT NULL,
    origin document_origin,
    category document_category,
    document_type document_type,
    lead_document_type lead_document_type,
    trigger retention_trigger NOT NULL DEFAULT 'CREATED',
    keep_days integer NOT NULL CONSTRAINT retention_policies_keep_days_check CHECK (keep_days > 0 AND keep_days <= 36525),
    is_active boolean NOT NULL DEFAULT true,
    created_by uuid,
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE INDEX retention_policies_created_at_idx ON retention_policies (created_at DESC, id DESC)',
  'CREATE INDEX retention_policies_created_by_idx ON retention_policies (created_by)',
  `CREATE TABLE document_retentions (
    document_id uuid NOT NULL CONSTRAINT document_retentions_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    policy_id uuid NOT NULL CONSTRAINT document_retentions_policy_id_fkey REFERENCES retention_policies ON DELETE CASCADE,
    triggered_at timestamptz NOT NULL,
    keep_until timestamptz NOT NULL,
    CONSTRAINT document_retentions_pkey PRIMARY KEY (document_id, policy_id)
  )`,
  'CREATE INDEX document_retentions_policy_id_idx ON document_retentions (policy_id)',
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON retention_policies TO plat_documents_app',
  `GRANT UPDATE (name, origin, category, document_type, lead_document_type, trigger, keep_days, is_active, version, updated_at)
    ON retention_policies TO plat_documents_app`,
  'REVOKE DELETE ON retention_policies FROM plat_documents_system',
  'CREATE POLICY retention_policies_read ON retention_policies FOR SELECT TO plat_documents_app USING ((SELECT app_is_admin()))',
  `CREATE POLICY retention_policies_add ON retention_policies FOR INSERT TO plat_documents_app
    WITH CHECK ((SELECT app_is_admin()) AND created_by = (SELECT app_user_id()))`,
  'CREATE POLICY retention_policies_edit ON retention_policies FOR UPDATE TO plat_documents_app USING ((SELECT app_is_admin()))',
  'GRANT SELECT ON document_retentions TO plat_documents_app',
  `CREATE POLICY document_retentions_read ON document_retentions FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM documents d WHERE d.id = document_id))`,
];

/** As the tables' owner: whoever adds a document reads no policies. */
const RECKONED = [
  'CREATE POLICY definer ON retention_policies FOR SELECT TO plat_documents_owner USING (true)',
  'CREATE POLICY definer ON document_retentions TO plat_documents_owner USING (true) WITH CHECK (true)',
  'CREATE POLICY reckons ON documents FOR SELECT TO plat_documents_owner USING (true)',
  'CREATE POLICY reckons_versions ON document_versions FOR SELECT TO plat_documents_owner USING (true)',
  `CREATE FUNCTION reckon_retention(ids uuid[]) RETURNS SETOF timestamptz LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
      WITH due AS (
        SELECT d.id, p.id AS policy_id, since.at AS triggered_at, since.at + make_interval(days => p.keep_days) AS keep_until
        FROM unnest(ids) AS one(id) JOIN documents d ON d.id = one.id
        JOIN retention_policies p ON p.is_active AND (p.origin IS NULL OR p.origin = d.origin)
          AND (p.category IS NULL OR p.category = d.category) AND (p.document_type IS NULL OR p.document_type = d.document_type)
          AND (p.lead_document_type IS NULL OR p.lead_document_type = d.lead_document_type)
        CROSS JOIN LATERAL (SELECT CASE p.trigger WHEN 'CREATED' THEN d.created_at ELSE coalesce(
          (SELECT max(v.created_at) FROM document_versions v WHERE v.document_id = d.id), d.created_at) END) AS since(at)),
      over AS (DELETE FROM document_retentions r USING unnest(ids) AS one(id) WHERE r.document_id = one.id
        AND NOT EXISTS (SELECT FROM due WHERE due.id = r.document_id AND due.policy_id = r.policy_id)),
      kept AS (INSERT INTO document_retentions AS r (document_id, policy_id, triggered_at, keep_until) SELECT * FROM due
        ON CONFLICT (document_id, policy_id) DO UPDATE SET triggered_at = excluded.triggered_at, keep_until = excluded.keep_until
          WHERE (r.triggered_at, r.keep_until) IS DISTINCT FROM (excluded.triggered_at, excluded.keep_until))
      SELECT keep_until FROM due $$`,
  'REVOKE EXECUTE ON FUNCTION reckon_retention(uuid[]) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION reckon_retention(uuid[]) TO plat_documents_system',
  `CREATE FUNCTION retain_document() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF EXISTS (SELECT FROM retention_policies WHERE is_active) THEN
        PERFORM reckon_retention(ARRAY[NEW.id]);
      END IF;
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION retain_document() FROM PUBLIC',
  `CREATE TRIGGER retained AFTER INSERT OR UPDATE OF category, document_type, lead_document_type, version_number ON documents
    FOR EACH ROW EXECUTE FUNCTION retain_document()`,
];
