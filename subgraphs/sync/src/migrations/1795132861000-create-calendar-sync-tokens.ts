import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Connected calendars are private to their owner; an administrator reads them all and edits none but their own. No
 * request reads a refresh token back, encrypted or not: the system does, when it synchronises.
 */
export class CreateCalendarSyncTokens1795132861000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('sync', 'calendar_sync_tokens'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE calendar_sync_tokens');
    await db.query('DROP TYPE calendar_sync_provider, calendar_sync_status');
  }
}

const TABLE = [
  `CREATE TYPE calendar_sync_provider AS ENUM ('GOOGLE')`,
  `CREATE TYPE calendar_sync_status AS ENUM ('ACTIVE', 'ERROR', 'DISABLED')`,
  `CREATE TABLE calendar_sync_tokens (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT calendar_sync_tokens_pkey PRIMARY KEY,
    user_id uuid NOT NULL,
    contributor_id uuid NOT NULL,
    provider calendar_sync_provider NOT NULL,
    last_sync_at timestamptz,
    sync_status calendar_sync_status NOT NULL DEFAULT 'ACTIVE',
    refresh_token_ciphertext text NOT NULL,
    nonce text NOT NULL,
    salt text NOT NULL,
    sync_token text,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT calendar_sync_tokens_contributor_id_key UNIQUE (contributor_id)
  )`,
  'CREATE INDEX calendar_sync_tokens_user_id_created_at_idx ON calendar_sync_tokens (user_id, created_at DESC, id DESC)',
  'CREATE INDEX calendar_sync_tokens_created_at_idx ON calendar_sync_tokens (created_at DESC, id DESC)',
];

const RIGHTS = [
  `GRANT SELECT (id, user_id, contributor_id, provider, last_sync_at, sync_status, version, created_at, updated_at)
    ON calendar_sync_tokens TO plat_sync_app`,
  // last_sync_at is set by the server alone; a new calendar is ACTIVE, and nothing of it has been read.
  `GRANT INSERT (id, user_id, contributor_id, provider, refresh_token_ciphertext, nonce, salt) ON calendar_sync_tokens TO plat_sync_app`,
  // sync_token is forgotten with the refresh token that it belongs to.
  `GRANT UPDATE (sync_status, refresh_token_ciphertext, nonce, salt, sync_token, version, updated_at)
    ON calendar_sync_tokens TO plat_sync_app`,
  'GRANT DELETE ON calendar_sync_tokens TO plat_sync_app',
  `CREATE POLICY calendar_sync_tokens_read ON calendar_sync_tokens FOR SELECT TO plat_sync_app
    USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
  `CREATE POLICY calendar_sync_tokens_add ON calendar_sync_tokens FOR INSERT TO plat_sync_app
    WITH CHECK (user_id = (SELECT app_user_id()))`,
  `CREATE POLICY calendar_sync_tokens_edit ON calendar_sync_tokens FOR UPDATE TO plat_sync_app
    USING (user_id = (SELECT app_user_id()))`,
  `CREATE POLICY calendar_sync_tokens_delete ON calendar_sync_tokens FOR DELETE TO plat_sync_app
    USING (user_id = (SELECT app_user_id()))`,
];
