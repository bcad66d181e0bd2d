import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sign-ups and everything else that anybody can have a mail sent by are counted per network, by the system alone. */
export class CreateAccountThrottles1795132851003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE account_throttles (
      network cidr NOT NULL CONSTRAINT account_throttles_pkey PRIMARY KEY,
      window_start timestamptz NOT NULL,
      attempts integer NOT NULL CONSTRAINT account_throttles_attempts_check CHECK (attempts >= 0)
    )`);
    await db.query('CREATE INDEX account_throttles_window_start_idx ON account_throttles (window_start)');
    for (const sql of protect('crm', 'account_throttles')) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE account_throttles');
  }
}
