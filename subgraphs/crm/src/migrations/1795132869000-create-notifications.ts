import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Notifications are private to the user whom they tell something, even from administrators. The user says of one that it
 * is read, once, and nothing else; the system alone tells.
 */
export class CreateNotifications1795132869000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('crm', 'notifications'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE notifications');
  }
}

const TABLE = [
  `CREATE TABLE notifications (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT notifications_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT notifications_user_id_fkey REFERENCES users ON DELETE CASCADE,
    kind varchar(100) NOT NULL,
    subject_type varchar(100),
    subject_id uuid,
    message text NOT NULL,
    link_url varchar(1024),
    dedupe_key varchar(255) NOT NULL CONSTRAINT notifications_dedupe_key_key UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    read_at timestamptz
  )`,
  'CREATE INDEX notifications_user_id_read_at_idx ON notifications (user_id, read_at)',
  'CREATE INDEX notifications_user_id_created_at_idx ON notifications (user_id, created_at DESC, id DESC)',
  'CREATE INDEX notifications_read_at_idx ON notifications (read_at) WHERE read_at IS NOT NULL',
];

const OWN = 'user_id = (SELECT app_user_id())';

const RIGHTS = [
  `GRANT SELECT (id, user_id, kind, subject_type, subject_id, message, link_url, created_at, read_at) ON notifications TO plat_crm_app`,
  'GRANT UPDATE (read_at) ON notifications TO plat_crm_app',
  `CREATE POLICY notifications_read ON notifications FOR SELECT TO plat_crm_app USING (${OWN})`,
  `CREATE POLICY notifications_mark ON notifications FOR UPDATE TO plat_crm_app
    USING (${OWN} AND read_at IS NULL) WITH CHECK (read_at IS NOT NULL)`,
];
