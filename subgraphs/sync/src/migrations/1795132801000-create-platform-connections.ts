import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Connected platforms are private to their owner; an administrator reads them all and edits none but their own. No
 * request reads credentials back, encrypted or not: the system does, when it synchronises.
 */
export class CreatePlatformConnections1795132801000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('sync', 'platform_connections'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE platform_connections');
    await db.query('DROP TYPE sync_platform, sync_direction');
  }
}

const TABLE = [
  `CREATE TYPE sync_platform AS ENUM ('UBUNTU', 'WINDOWS', 'IOS', 'DROPBOX', 'WEB')`,
  `CREATE TYPE sync_direction AS ENUM ('UPLOAD', 'DOWNLOAD', 'BIDIRECTIONAL')`,
  `CREATE TABLE platform_connections (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT platform_connections_pkey PRIMARY KEY,
    user_id uuid NOT NULL,
    name varchar(255) NOT NULL,
    platform sync_platform NOT NULL,
    root_path text NOT NULL,
    is_enabled boolean NOT NULL DEFAULT true,
    sync_on_startup boolean NOT NULL DEFAULT false,
    sync_on_schedule boolean NOT NULL DEFAULT false,
    sync_direction sync_direction,
    sync_interval integer CONSTRAINT platform_connections_sync_interval_check CHECK (sync_interval BETWEEN 1 AND 10080),
    metadata jsonb,
    last_sync_date timestamptz,
    status varchar(50) NOT NULL DEFAULT 'DISCONNECTED',
    credentials_ciphertext text NOT NULL,
    nonce text NOT NULL,
    salt text NOT NULL,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT platform_connections_schedule_check CHECK (NOT sync_on_schedule OR sync_interval IS NOT NULL)
  )`,
  'CREATE INDEX platform_connections_user_id_created_at_idx ON platform_connections (user_id, created_at DESC, id DESC)',
  'CREATE INDEX platform_connections_created_at_idx ON platform_connections (created_at DESC, id DESC)',
];

const RIGHTS = [
  `GRANT SELECT (id, user_id, name, platform, root_path, is_enabled, sync_on_startup, sync_on_schedule, sync_direction, sync_interval,
    metadata, last_sync_date, status, version, created_at, updated_at) ON platform_connections TO plat_sync_app`,
  // status and last_sync_date are set by the server alone.
  `GRANT INSERT (id, user_id, name, platform, root_path, is_enabled, sync_on_startup, sync_on_schedule, sync_direction, sync_interval,
    metadata, credentials_ciphertext, nonce, salt) ON platform_connections TO plat_sync_app`,
  `GRANT UPDATE (name, root_path, is_enabled, sync_on_startup, sync_on_schedule, sync_direction, sync_interval, metadata,
    credentials_ciphertext, nonce, salt, version, updated_at) ON platform_connections TO plat_sync_app`,
  `CREATE POLICY platform_connections_read ON platform_connections FOR SELECT TO plat_sync_app
    USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
  `CREATE POLICY platform_connections_add ON platform_connections FOR INSERT TO plat_sync_app
    WITH CHECK (user_id = (SELECT app_user_id()))`,
  `CREATE POLICY platform_connections_edit ON platform_connections FOR UPDATE TO plat_sync_app
    USING (user_id = (SELECT app_user_id()))`,
];
