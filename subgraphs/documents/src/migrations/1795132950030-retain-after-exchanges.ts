import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Documents of an exchange may be kept for a time from when that ended, as its events tell: until then nobody knows until when.
 * What an exchange that was deleted leaves behind is kept from when that ended, or else was deleted.
 */
export class RetainAfterExchanges1795132950030 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...ENDED, ...protect('documents', 'ended_exchanges'), ...OPEN, RECKON, ...retainedBy(ALSO)]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(RECKON_BEFORE);
    for (const sql of [...retainedBy(''), ...CLOSED]) await db.query(sql);
    await db.query('DROP TABLE ended_exchanges');
  }
}

const ENDED = [
  `CREATE TABLE ended_exchanges (
    exchange_id uuid NOT NULL CONSTRAINT ended_exchanges_pkey PRIMARY KEY,
    ended_at timestamptz NOT NULL
  )`,
  'CREATE POLICY definer ON ended_exchanges FOR SELECT TO plat_documents_owner USING (true)',
];

const OPEN = [
  `ALTER TYPE retention_trigger ADD VALUE 'EXCHANGE_ENDED'`,
  'ALTER TABLE document_retentions ALTER COLUMN triggered_at DROP NOT NULL, ALTER COLUMN keep_until DROP NOT NULL',
  `ALTER TABLE document_retentions ADD CONSTRAINT document_retentions_open_check CHECK ((triggered_at IS NULL) = (keep_until IS NULL))`,
];

const CLOSED = [
  `DELETE FROM document_retentions WHERE policy_id IN (SELECT id FROM retention_policies WHERE trigger::text = 'EXCHANGE_ENDED')`,
  `DELETE FROM retention_policies WHERE trigger::text = 'EXCHANGE_ENDED'`,
  'ALTER TABLE document_retentions DROP CONSTRAINT document_retentions_open_check',
  'ALTER TABLE document_retentions ALTER COLUMN triggered_at SET NOT NULL, ALTER COLUMN keep_until SET NOT NULL',
  'ALTER TABLE retention_policies ALTER COLUMN trigger DROP DEFAULT',
  'ALTER TYPE retention_trigger RENAME TO retention_trigger_before',
  `CREATE TYPE retention_trigger AS ENUM ('CREATED', 'LAST_VERSION')`,
  'ALTER TABLE retention_policies ALTER COLUMN trigger TYPE retention_trigger USING trigger::text::retention_trigger',
  `ALTER TABLE retention_policies ALTER COLUMN trigger SET DEFAULT 'CREATED'`,
  'DROP TYPE retention_trigger_before',
];

/** What a document belongs to may be lost. */
const ALSO = ', exchange_id, detached_at';
const retainedBy = (also: string) => [
  'DROP TRIGGER retained ON documents',
  `CREATE TRIGGER retained AFTER INSERT OR UPDATE OF category, document_type, lead_document_type, version_number${also} ON documents
    FOR EACH ROW EXECUTE FUNCTION retain_document()`,
];

const RECKON_BEFORE = `CREATE OR REPLACE FUNCTION reckon_retention(ids uuid[]) RETURNS SETOF timestamptz LANGUAGE sql SECURITY DEFINER
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
      SELECT keep_until FROM due $$`;

const RECKON = `CREATE OR REPLACE FUNCTION reckon_retention(ids uuid[]) RETURNS SETOF timestamptz LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
      WITH due AS (
        SELECT d.id, p.id AS policy_id, since.at AS triggered_at, since.at + make_interval(days => p.keep_days) AS keep_until
        FROM unnest(ids) AS one(id) JOIN documents d ON d.id = one.id
        JOIN retention_policies p ON p.is_active AND (p.origin IS NULL OR p.origin = d.origin)
          AND (p.category IS NULL OR p.category = d.category) AND (p.document_type IS NULL OR p.document_type = d.document_type)
          AND (p.lead_document_type IS NULL OR p.lead_document_type = d.lead_document_type)
          AND (p.trigger::text <> 'EXCHANGE_ENDED' OR d.exchange_id IS NOT NULL OR (d.origin = 'EXCHANGE' AND d.detached_at IS NOT NULL))
        CROSS JOIN LATERAL (SELECT CASE p.trigger::text
          WHEN 'CREATED' THEN d.created_at
          WHEN 'LAST_VERSION' THEN coalesce((SELECT max(v.created_at) FROM document_versions v WHERE v.document_id = d.id), d.created_at)
          WHEN 'EXCHANGE_ENDED' THEN CASE WHEN d.exchange_id IS NOT NULL
            THEN (SELECT e.ended_at FROM ended_exchanges e WHERE e.exchange_id = d.exchange_id)
            ELSE coalesce((SELECT r.triggered_at FROM document_retentions r WHERE r.document_id = d.id AND r.policy_id = p.id), d.detached_at) END
          END) AS since(at)),
      over AS (DELETE FROM document_retentions r USING unnest(ids) AS one(id) WHERE r.document_id = one.id
        AND NOT EXISTS (SELECT FROM due WHERE due.id = r.document_id AND due.policy_id = r.policy_id)),
      kept AS (INSERT INTO document_retentions AS r (document_id, policy_id, triggered_at, keep_until) SELECT * FROM due
        ON CONFLICT (document_id, policy_id) DO UPDATE SET triggered_at = excluded.triggered_at, keep_until = excluded.keep_until
          WHERE (r.triggered_at, r.keep_until) IS DISTINCT FROM (excluded.triggered_at, excluded.keep_until))
      SELECT keep_until FROM due $$`;
