import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Builds are read and written by permission; the login of a client reads those that are the client's, by themselves or
 * through their project.
 */
export class CreateBuilds1795132802000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('builds', 'builds'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE builds');
    await db.query('DROP TYPE builds_status');
  }
}

const TABLE = [
  `CREATE TYPE builds_status AS ENUM ('INQUIRY', 'PROPOSAL_SENT', 'BOOKED', 'COMPLETED', 'ARCHIVED')`,
  `CREATE TABLE builds (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT builds_pkey PRIMARY KEY,
    client_id uuid,
    inquiry_id uuid CONSTRAINT builds_inquiry_id_key UNIQUE,
    project_id uuid CONSTRAINT builds_project_id_key UNIQUE CONSTRAINT builds_project_id_fkey REFERENCES projects ON DELETE CASCADE,
    status builds_status NOT NULL,
    archived_from builds_status,
    configuration_locked_at timestamptz,
    approved_price numeric(10,2) NOT NULL DEFAULT 0.00,
    live_price numeric(10,2) NOT NULL DEFAULT 0.00,
    total_paid numeric(10,2) NOT NULL DEFAULT 0.00,
    archived_at timestamptz,
    ${CONVENTION_COLUMNS_V1}
  )`,
  // Each ends in the id, so that a page starts at its cursor in either direction, however deep in the list.
  'CREATE INDEX builds_created_at_idx ON builds (created_at, id)',
  'CREATE INDEX builds_live_price_idx ON builds (live_price, id)',
  'CREATE INDEX builds_client_id_created_at_idx ON builds (client_id, created_at, id)',
];

const RIGHTS = [
  // Prices and the lock are results of approvals and payments: no request writes them, not even in a new row.
  'GRANT SELECT ON builds TO plat_builds_app',
  `GRANT INSERT (id, client_id, inquiry_id, project_id, status, archived_from, archived_at, version, created_at, updated_at)
    ON builds TO plat_builds_app`,
  'GRANT UPDATE (client_id, project_id, status, archived_from, archived_at, version, updated_at) ON builds TO plat_builds_app',
  // The sub-select is under the policy of projects, which asks nothing of builds, so that neither calls the other again.
  `CREATE POLICY builds_read ON builds FOR SELECT TO plat_builds_app
    USING ((SELECT app_can('build:read')) OR client_id = (SELECT app_client_id())
      OR project_id IN (SELECT p.id FROM projects p WHERE p.client_id = (SELECT app_client_id())))`,
  `CREATE POLICY builds_add ON builds FOR INSERT TO plat_builds_app WITH CHECK ((SELECT app_can('build:write')))`,
  `CREATE POLICY builds_edit ON builds FOR UPDATE TO plat_builds_app USING ((SELECT app_can('build:write')))`,
];
