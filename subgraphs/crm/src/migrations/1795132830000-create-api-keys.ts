import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * API keys are private to their owner; an administrator reads what is known of them. No request reads a key back,
 * encrypted or not: the system does, for an owner who gave the password again.
 */
export class CreateApiKeys1795132830000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('crm', 'api_keys'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE api_keys');
    await db.query('DROP TYPE api_key_status');
  }
}

const TABLE = [
  `CREATE TYPE api_key_status AS ENUM ('ACTIVE', 'HEALTHY', 'UNHEALTHY', 'INACTIVE')`,
  `CREATE TABLE api_keys (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT api_keys_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT api_keys_user_id_fkey REFERENCES users ON DELETE CASCADE,
    service varchar(100) NOT NULL,
    key_name varchar(255) NOT NULL DEFAULT 'default',
    key_ciphertext text NOT NULL,
    nonce text NOT NULL,
    salt text NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    status api_key_status NOT NULL DEFAULT 'ACTIVE',
    last_used timestamptz,
    last_checked timestamptz,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT api_keys_user_id_service_key_name_key UNIQUE (user_id, service, key_name),
    CONSTRAINT api_keys_inactive_check CHECK (status <> 'INACTIVE' OR NOT is_active)
  )`,
  'CREATE UNIQUE INDEX api_keys_active_key ON api_keys (user_id, service) WHERE is_active',
  'CREATE INDEX api_keys_user_id_idx ON api_keys (user_id)',
  'CREATE INDEX api_keys_service_idx ON api_keys (service)',
  'CREATE INDEX api_keys_user_id_service_idx ON api_keys (user_id, service)',
  'CREATE INDEX api_keys_user_id_created_at_idx ON api_keys (user_id, created_at DESC, id DESC)',
  'CREATE INDEX api_keys_created_at_idx ON api_keys (created_at DESC, id DESC)',
];

const RIGHTS = [
  `GRANT SELECT (id, user_id, service, key_name, is_active, status, last_used, last_checked, version, created_at, updated_at)
    ON api_keys TO plat_crm_app`,
  // last_used and last_checked are set by the server alone.
  'GRANT INSERT (id, user_id, service, key_name, key_ciphertext, nonce, salt, is_active, status) ON api_keys TO plat_crm_app',
  'GRANT UPDATE (key_name, key_ciphertext, nonce, salt, is_active, status, version, updated_at) ON api_keys TO plat_crm_app',
  'GRANT DELETE ON api_keys TO plat_crm_app',
  `CREATE POLICY api_keys_read ON api_keys FOR SELECT TO plat_crm_app
    USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
  'CREATE POLICY api_keys_add ON api_keys FOR INSERT TO plat_crm_app WITH CHECK (user_id = (SELECT app_user_id()))',
  'CREATE POLICY api_keys_edit ON api_keys FOR UPDATE TO plat_crm_app USING (user_id = (SELECT app_user_id()))',
  'CREATE POLICY api_keys_delete ON api_keys FOR DELETE TO plat_crm_app USING (user_id = (SELECT app_user_id()))',
];
