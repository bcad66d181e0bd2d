import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every user has a plan, FREE at first. The database makes it with the user, so that no way of adding users can forget
 * it. Users read their own, administrators all; no request writes any.
 */
export class CreateUserPlans1795132853000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...PLANS_OF_USERS_SO_FAR, ...BEGIN_FREE, ...protect('crm', 'user_plans'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER users_begin_free ON users');
    await db.query('DROP FUNCTION begin_free()');
    await db.query('DROP TABLE user_plans');
    await db.query('DROP TYPE user_plan_name');
  }
}

const TABLE = [
  `CREATE TYPE user_plan_name AS ENUM ('FREE', 'PRO', 'ENTERPRISE')`,
  `CREATE TABLE user_plans (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT user_plans_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT user_plans_user_id_key UNIQUE CONSTRAINT user_plans_user_id_fkey REFERENCES users ON DELETE CASCADE,
    plan_name user_plan_name NOT NULL,
    stripe_customer_id text,
    stripe_subscription_id text,
    status text,
    current_period_start timestamptz,
    current_period_end timestamptz,
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE INDEX user_plans_created_at_idx ON user_plans (created_at, id)',
];

/** FORCE hides users from their owner, who migrates; the lock of ALTER TABLE keeps everybody else out until it is back. */
const PLANS_OF_USERS_SO_FAR = [
  'ALTER TABLE users NO FORCE ROW LEVEL SECURITY',
  `INSERT INTO user_plans (user_id, plan_name) SELECT id, 'FREE' FROM users`,
  'ALTER TABLE users FORCE ROW LEVEL SECURITY',
];

/** With the rights of whoever adds the user: the system, which writes plans too. */
const BEGIN_FREE = [
  `CREATE FUNCTION begin_free() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        INSERT INTO user_plans (user_id, plan_name) VALUES (NEW.id, 'FREE');
        RETURN NULL;
      END $$`,
  'REVOKE EXECUTE ON FUNCTION begin_free() FROM PUBLIC',
  'CREATE TRIGGER users_begin_free AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION begin_free()',
];

const RIGHTS = [
  'GRANT SELECT ON user_plans TO plat_crm_app',
  `CREATE POLICY user_plans_read ON user_plans FOR SELECT TO plat_crm_app
    USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
];
