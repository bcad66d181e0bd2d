import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropSharedRowsV1, sharedRowsV1 } from '../workspace/shared-rows';

/**
 * Leads belong to their owner, who may share them in a workspace; an administrator reads all. An e-mail address and a
 * number are unique for each owner: unique among all, they would tell who else knows somebody.
 */
export class CreateLeads1795132855000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...INDEXES, ...protect('crm', 'leads'), ...GRANTS, ...sharedRowsV1('leads', 'lead')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(dropSharedRowsV1('lead'));
    await db.query('DROP TABLE leads');
    await db.query('DROP TYPE lead_status, opt_status');
  }
}

const TABLE = [
  `CREATE TYPE lead_status AS ENUM ('NEW', 'ACTIVE', 'QUALIFIED', 'UNQUALIFIED', 'CLOSED')`,
  `CREATE TYPE opt_status AS ENUM ('OPTED_IN', 'OPTED_OUT', 'PENDING')`,
  `CREATE TABLE leads (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT leads_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT leads_user_id_fkey REFERENCES users ON DELETE CASCADE,
    workspace_id uuid CONSTRAINT leads_workspace_id_fkey REFERENCES workspaces ON DELETE SET NULL,
    name text NOT NULL,
    phone text,
    email text,
    company text,
    status lead_status NOT NULL DEFAULT 'NEW',
    score integer CONSTRAINT leads_score_check CHECK (score BETWEEN 0 AND 100),
    tags text[] NOT NULL DEFAULT '{}',
    opt_status opt_status,
    is_deleted boolean NOT NULL DEFAULT false,
    ${CONVENTION_COLUMNS_V1}
  )`,
];

const INDEXES = [
  `CREATE UNIQUE INDEX leads_user_id_email_key ON leads (user_id, lower(email)) WHERE email IS NOT NULL AND is_deleted = FALSE`,
  `CREATE UNIQUE INDEX leads_user_id_phone_key ON leads (user_id, phone) WHERE phone IS NOT NULL AND is_deleted = FALSE`,
  'CREATE INDEX leads_user_id_idx ON leads (user_id)',
  'CREATE INDEX leads_workspace_id_idx ON leads (workspace_id)',
  'CREATE INDEX leads_status_idx ON leads (status)',
  'CREATE INDEX leads_email_idx ON leads (email)',
  'CREATE INDEX leads_phone_idx ON leads (phone)',
  'CREATE INDEX leads_user_id_status_idx ON leads (user_id, status)',
  `CREATE INDEX leads_user_id_active_idx ON leads (user_id, created_at DESC)
    WHERE status IN ('ACTIVE', 'QUALIFIED') AND is_deleted = FALSE`,
  'CREATE INDEX leads_tags_idx ON leads USING gin (tags)',
  'CREATE INDEX leads_email_lower_idx ON leads (lower(email))',
  'CREATE INDEX leads_name_lower_idx ON leads (lower(name))',
  'CREATE INDEX leads_user_id_status_covering_idx ON leads (user_id, status) INCLUDE (name, email, phone, score, created_at)',
  // In the orders of lists: of all, of an owner, of a workspace.
  'CREATE INDEX leads_created_at_idx ON leads (created_at DESC, id DESC)',
  'CREATE INDEX leads_name_idx ON leads (name, id)',
  'CREATE INDEX leads_score_idx ON leads (score DESC NULLS LAST, id DESC)',
  'CREATE INDEX leads_user_id_created_at_idx ON leads (user_id, created_at DESC, id DESC)',
  'CREATE INDEX leads_workspace_id_created_at_idx ON leads (workspace_id, created_at DESC, id DESC)',
];

const GRANTS = [
  'GRANT SELECT ON leads TO plat_crm_app',
  'GRANT INSERT (user_id, workspace_id, name, phone, email, company, status, score, tags, opt_status) ON leads TO plat_crm_app',
  'GRANT UPDATE (name, phone, email, company, status, score, tags, opt_status, version, updated_at) ON leads TO plat_crm_app',
];
