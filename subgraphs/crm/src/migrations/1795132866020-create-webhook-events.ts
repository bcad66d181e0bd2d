import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Events that some webhook asks for, until it is known whose owner may know of them. No request reads them: an event of
 * somebody else's row is among them.
 */
export class CreateWebhookEvents1795132866020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [TABLE, INDEX, ...protect('crm', 'webhook_events')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE webhook_events');
  }
}

const TABLE = `CREATE TABLE webhook_events (
    event_id uuid NOT NULL CONSTRAINT webhook_events_pkey PRIMARY KEY,
    type varchar(100) NOT NULL,
    subject_type varchar(100) NOT NULL,
    subject_id text,
    occurred_at timestamptz NOT NULL,
    changed text[] NOT NULL,
    owner_id uuid,
    due_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`;

const INDEX = 'CREATE INDEX webhook_events_due_at_idx ON webhook_events (due_at, received_at)';
