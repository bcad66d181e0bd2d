import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Preferences are one row per key; their owner writes them, and administrators may look. */
export class CreateUserPreferences1795132820001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [TABLE, ...protect('crm', 'user_preferences'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE user_preferences');
  }
}

const TABLE = `CREATE TABLE user_preferences (
    user_id uuid NOT NULL CONSTRAINT user_preferences_user_id_fkey REFERENCES users ON DELETE CASCADE,
    preference_key varchar(255) NOT NULL,
    preference_value jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_preferences_pkey PRIMARY KEY (user_id, preference_key)
  )`;

const OWN = 'user_id = (SELECT app_user_id())';

const RIGHTS = [
  'GRANT SELECT, DELETE ON user_preferences TO plat_crm_app',
  'GRANT INSERT (user_id, preference_key, preference_value) ON user_preferences TO plat_crm_app',
  'GRANT UPDATE (preference_value, updated_at) ON user_preferences TO plat_crm_app',
  `CREATE POLICY user_preferences_read ON user_preferences FOR SELECT TO plat_crm_app USING (${OWN} OR (SELECT app_is_admin()))`,
  `CREATE POLICY user_preferences_add ON user_preferences FOR INSERT TO plat_crm_app WITH CHECK (${OWN})`,
  `CREATE POLICY user_preferences_edit ON user_preferences FOR UPDATE TO plat_crm_app USING (${OWN})`,
  `CREATE POLICY user_preferences_remove ON user_preferences FOR DELETE TO plat_crm_app USING (${OWN})`,
];
