import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was sent to webhooks, and what is still to be. Its owner reads it, adds messages to try a webhook, and has one sent
 * again; an administrator reads. What came of a message is the system's to write. An event is one message to a webhook,
 * however often it comes.
 */
export class CreateWebhookDeliveries1795132866010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('crm', 'webhook_deliveries'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE webhook_deliveries');
    await db.query('DROP TYPE webhook_delivery_status');
  }
}

const TABLE = [
  `CREATE TYPE webhook_delivery_status AS ENUM ('PENDING', 'DELIVERED', 'FAILED')`,
  `CREATE TABLE webhook_deliveries (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT webhook_deliveries_pkey PRIMARY KEY,
    webhook_id uuid NOT NULL CONSTRAINT webhook_deliveries_webhook_id_fkey REFERENCES webhooks ON DELETE CASCADE,
    user_id uuid NOT NULL CONSTRAINT webhook_deliveries_user_id_fkey REFERENCES users ON DELETE CASCADE,
    event_id uuid NOT NULL,
    type varchar(100) NOT NULL,
    body text NOT NULL,
    status webhook_delivery_status NOT NULL DEFAULT 'PENDING',
    attempts integer NOT NULL DEFAULT 0,
    queued_at timestamptz NOT NULL DEFAULT now(),
    next_attempt_at timestamptz DEFAULT now(),
    last_attempt_at timestamptz,
    delivered_at timestamptz,
    duration_ms integer,
    response_status integer,
    response_excerpt varchar(1000),
    fault varchar(50),
    occurred_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT webhook_deliveries_webhook_id_event_id_key UNIQUE (webhook_id, event_id),
    CONSTRAINT webhook_deliveries_next_check CHECK ((status = 'PENDING') = (next_attempt_at IS NOT NULL))
  )`,
  'CREATE INDEX webhook_deliveries_webhook_id_created_at_idx ON webhook_deliveries (webhook_id, created_at DESC, id DESC)',
  'CREATE INDEX webhook_deliveries_user_id_idx ON webhook_deliveries (user_id)',
  `CREATE INDEX webhook_deliveries_due_idx ON webhook_deliveries (webhook_id, next_attempt_at, occurred_at) WHERE status = 'PENDING'`,
  `CREATE INDEX webhook_deliveries_old_idx ON webhook_deliveries (created_at) WHERE status <> 'PENDING'`,
];

const MINE = `user_id = (SELECT app_user_id())`;

const RIGHTS = [
  'GRANT SELECT ON webhook_deliveries TO plat_crm_app',
  `GRANT INSERT (id, webhook_id, user_id, event_id, type, body, queued_at, next_attempt_at, occurred_at, created_at)
    ON webhook_deliveries TO plat_crm_app`,
  'GRANT UPDATE (status, queued_at, next_attempt_at) ON webhook_deliveries TO plat_crm_app',
  `CREATE POLICY webhook_deliveries_read ON webhook_deliveries FOR SELECT TO plat_crm_app USING (${MINE} OR (SELECT app_is_admin()))`,
  `CREATE POLICY webhook_deliveries_add ON webhook_deliveries FOR INSERT TO plat_crm_app
    WITH CHECK (${MINE} AND webhook_id IN (SELECT w.id FROM webhooks w WHERE w.user_id = (SELECT app_user_id())))`,
  `CREATE POLICY webhook_deliveries_resend ON webhook_deliveries FOR UPDATE TO plat_crm_app USING (${MINE})`,
];
