import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import { refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Contributors are read and written by permission; each reads itself. */
export class CreateContributors1795132870000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('builds', 'contributors'), ...RIGHTS, ...REFERENCES]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE contributors');
    await db.query('DROP TYPE contributors_type');
  }
}

const TABLE = [
  `CREATE TYPE contributors_type AS ENUM ('INTERNAL', 'EXTERNAL', 'FREELANCE')`,
  `CREATE TABLE contributors (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT contributors_pkey PRIMARY KEY,
    contact_id uuid NOT NULL CONSTRAINT contributors_contact_id_key UNIQUE,
    user_id uuid NOT NULL CONSTRAINT contributors_user_id_key UNIQUE,
    contributor_type contributors_type,
    default_hourly_rate numeric(8,2) NOT NULL DEFAULT 0.00,
    role_id uuid,
    archived_at timestamptz,
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE INDEX contributors_created_at_idx ON contributors (created_at, id)',
];

const RIGHTS = [
  'GRANT SELECT, INSERT ON contributors TO plat_builds_app',
  // Who it is stays: assignments, rates and calendars are that person's.
  `GRANT UPDATE (contributor_type, default_hourly_rate, role_id, archived_at, version, updated_at) ON contributors TO plat_builds_app`,
  `CREATE POLICY contributors_read ON contributors FOR SELECT TO plat_builds_app
    USING ((SELECT app_can('contributor:read')) OR user_id = (SELECT app_user_id()))`,
  `CREATE POLICY contributors_add ON contributors FOR INSERT TO plat_builds_app WITH CHECK ((SELECT app_can('contributor:write')))`,
  `CREATE POLICY contributors_edit ON contributors FOR UPDATE TO plat_builds_app USING ((SELECT app_can('contributor:write')))`,
];

const REFERENCES = [
  guardReferencesV1('contributors', { user_id: 'User', contact_id: 'Contact', role_id: 'Role' }),
  refuseDeletedV1(['contributors', 'user_id', 'User']),
  refuseDeletedV1(['contributors', 'contact_id', 'Contact']),
  refuseDeletedV1(['contributors', 'role_id', 'Role']),
];
