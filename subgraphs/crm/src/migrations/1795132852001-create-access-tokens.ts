import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Access tokens are read by their owner and by administrators, without the hash, and written by the system alone: a fault
 * in a request can neither make one nor let one live longer.
 */
export class CreateAccessTokens1795132852001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('crm', 'access_tokens'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE access_tokens');
  }
}

const TABLE = [
  `CREATE TABLE access_tokens (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT access_tokens_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT access_tokens_user_id_fkey REFERENCES users ON DELETE CASCADE,
    name varchar(255) NOT NULL,
    token_hash varchar(255) NOT NULL CONSTRAINT access_tokens_token_hash_key UNIQUE,
    scopes text[] NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used timestamptz,
    revoked_at timestamptz,
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE INDEX access_tokens_user_id_idx ON access_tokens (user_id)',
  'CREATE INDEX access_tokens_user_id_created_at_idx ON access_tokens (user_id, created_at DESC, id DESC)',
];

const RIGHTS = [
  `GRANT SELECT (id, user_id, name, scopes, expires_at, last_used, revoked_at, version, created_at, updated_at)
    ON access_tokens TO plat_crm_app`,
  `CREATE POLICY access_tokens_read ON access_tokens FOR SELECT TO plat_crm_app
    USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
];
