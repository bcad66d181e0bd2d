import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Failed sign-ins are counted per network address as well, by the system alone: nobody is signed in yet. */
export class CreateSignInThrottles1795132810000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE sign_in_throttles (
      network cidr NOT NULL CONSTRAINT sign_in_throttles_pkey PRIMARY KEY,
      window_start timestamptz NOT NULL,
      attempts integer NOT NULL CONSTRAINT sign_in_throttles_attempts_check CHECK (attempts >= 0)
    )`);
    await db.query('CREATE INDEX sign_in_throttles_window_start_idx ON sign_in_throttles (window_start)');
    for (const sql of protect('crm', 'sign_in_throttles')) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE sign_in_throttles');
  }
}
