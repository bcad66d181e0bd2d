import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Webhooks are their owner's, and an administrator reads them. What signs their messages no request reads back, encrypted
 * or not; when they are served, and by which process, is the system's alone.
 */
export class CreateWebhooks1795132866000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('crm', 'webhooks'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE webhooks');
    await db.query('DROP TYPE webhook_disabled_reason');
    await db.query('DROP TYPE webhook_status');
  }
}

const TABLE = [
  `CREATE TYPE webhook_status AS ENUM ('ACTIVE', 'DISABLED')`,
  `CREATE TYPE webhook_disabled_reason AS ENUM ('OWNER', 'FAILING', 'GONE')`,
  `CREATE TABLE webhooks (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT webhooks_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT webhooks_user_id_fkey REFERENCES users ON DELETE CASCADE,
    url varchar(2048) NOT NULL,
    description varchar(255),
    event_types text[] NOT NULL,
    secret_ciphertext text NOT NULL,
    nonce text NOT NULL,
    salt text NOT NULL,
    previous_secret_until timestamptz,
    status webhook_status NOT NULL DEFAULT 'ACTIVE',
    disabled_reason webhook_disabled_reason,
    disabled_at timestamptz,
    failing_since timestamptz,
    failures integer NOT NULL DEFAULT 0,
    paused_until timestamptz,
    served_at timestamptz,
    leased_until timestamptz,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT webhooks_event_types_check CHECK (cardinality(event_types) BETWEEN 1 AND 50),
    CONSTRAINT webhooks_disabled_check CHECK ((status = 'DISABLED') = (disabled_reason IS NOT NULL)
      AND (status = 'DISABLED') = (disabled_at IS NOT NULL))
  )`,
  'CREATE INDEX webhooks_user_id_created_at_idx ON webhooks (user_id, created_at DESC, id DESC)',
  'CREATE INDEX webhooks_created_at_idx ON webhooks (created_at DESC, id DESC)',
  `CREATE INDEX webhooks_event_types_idx ON webhooks USING gin (event_types) WHERE status = 'ACTIVE'`,
  `CREATE INDEX webhooks_served_at_idx ON webhooks (served_at NULLS FIRST, id) WHERE status = 'ACTIVE'`,
];

const RIGHTS = [
  `GRANT SELECT (id, user_id, url, description, event_types, previous_secret_until, status, disabled_reason, disabled_at, failing_since,
    version, created_at, updated_at) ON webhooks TO plat_crm_app`,
  'GRANT INSERT (id, user_id, url, description, event_types, secret_ciphertext, nonce, salt) ON webhooks TO plat_crm_app',
  `GRANT UPDATE (url, description, event_types, secret_ciphertext, nonce, salt, previous_secret_until, status, disabled_reason,
    disabled_at, failing_since, failures, paused_until, version, updated_at) ON webhooks TO plat_crm_app`,
  'GRANT DELETE ON webhooks TO plat_crm_app',
  `CREATE POLICY webhooks_read ON webhooks FOR SELECT TO plat_crm_app
    USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
  'CREATE POLICY webhooks_add ON webhooks FOR INSERT TO plat_crm_app WITH CHECK (user_id = (SELECT app_user_id()))',
  'CREATE POLICY webhooks_edit ON webhooks FOR UPDATE TO plat_crm_app USING (user_id = (SELECT app_user_id()))',
  'CREATE POLICY webhooks_delete ON webhooks FOR DELETE TO plat_crm_app USING (user_id = (SELECT app_user_id()))',
];
