import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What Stripe told, once each, with what plans follow from; the system's alone. Events come twice and in any order:
 * the plan is made from all of them, in the order in which they happened.
 */
export class CreateStripeEvents1795132853001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('crm', 'stripe_events')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE stripe_events');
    await db.query('DROP TYPE stripe_outcome');
  }
}

const TABLE = [
  `CREATE TYPE stripe_outcome AS ENUM ('APPLIED', 'UNCHANGED', 'UNBOUND', 'IGNORED')`,
  `CREATE TABLE stripe_events (
    id text NOT NULL CONSTRAINT stripe_events_pkey PRIMARY KEY,
    type text NOT NULL,
    created timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    outcome stripe_outcome NOT NULL,
    customer_id text,
    subscription_id text,
    user_id uuid,
    plan_name user_plan_name,
    status text,
    current_period_start timestamptz,
    current_period_end timestamptz,
    started_at timestamptz
  )`,
  'CREATE INDEX stripe_events_customer_id_idx ON stripe_events (customer_id)',
  'CREATE INDEX stripe_events_user_id_idx ON stripe_events (user_id)',
];
