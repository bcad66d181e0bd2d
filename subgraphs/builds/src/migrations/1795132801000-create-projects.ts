import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Projects are read and written by permission; the login of a client reads that client's own. */
export class CreateProjects1795132801000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('builds', 'projects'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE projects');
  }
}

const TABLE = [
  `CREATE TABLE projects (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT projects_pkey PRIMARY KEY,
    client_id uuid NOT NULL,
    project_name varchar(255),
    wedding_date date NOT NULL,
    booking_date date,
    edit_start_date date,
    phase varchar(255),
    archived_at timestamptz,
    ${CONVENTION_COLUMNS_V1}
  )`,
  // Each ends in the id, so that a page starts at its cursor in either direction, however deep in the list.
  'CREATE INDEX projects_wedding_date_idx ON projects (wedding_date, id)',
  'CREATE INDEX projects_created_at_idx ON projects (created_at, id)',
  'CREATE INDEX projects_client_id_created_at_idx ON projects (client_id, created_at, id)',
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON projects TO plat_builds_app',
  // A project stays its client's: invoices and papers follow it.
  `GRANT UPDATE (project_name, wedding_date, booking_date, edit_start_date, phase, archived_at, version, updated_at)
    ON projects TO plat_builds_app`,
  `CREATE POLICY projects_read ON projects FOR SELECT TO plat_builds_app
    USING ((SELECT app_can('project:read')) OR client_id = (SELECT app_client_id()))`,
  `CREATE POLICY projects_add ON projects FOR INSERT TO plat_builds_app WITH CHECK ((SELECT app_can('project:write')))`,
  `CREATE POLICY projects_edit ON projects FOR UPDATE TO plat_builds_app USING ((SELECT app_can('project:write')))`,
];
