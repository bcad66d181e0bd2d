import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Wrong passwords of signed-in users, where the password is asked again: the system counts them, requests know nothing of it. */
export class CreatePasswordAttempts1795132830010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [TABLE, ...protect('crm', 'password_attempts')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE password_attempts');
  }
}

const TABLE = `CREATE TABLE password_attempts (
    user_id uuid NOT NULL CONSTRAINT password_attempts_pkey PRIMARY KEY
      CONSTRAINT password_attempts_user_id_fkey REFERENCES users ON DELETE CASCADE,
    attempted_at timestamptz[] NOT NULL
  )`;
