import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which address a user has shown to be theirs, and when. The user and administrators read it; the system alone writes. */
export class CreateEmailVerifications1795132851002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [TABLE, ...protect('crm', 'email_verifications'), ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE email_verifications');
  }
}

const TABLE = `CREATE TABLE email_verifications (
    user_id uuid NOT NULL CONSTRAINT email_verifications_pkey PRIMARY KEY
      CONSTRAINT email_verifications_user_id_fkey REFERENCES users ON DELETE CASCADE,
    email varchar(255) NOT NULL,
    verified_at timestamptz NOT NULL
  )`;

const RIGHTS = [
  'GRANT SELECT ON email_verifications TO plat_crm_app',
  `CREATE POLICY email_verifications_read ON email_verifications FOR SELECT TO plat_crm_app
    USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
];
