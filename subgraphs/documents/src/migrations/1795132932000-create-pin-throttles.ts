import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often PINs were guessed: by document and person, by owner and person, by document and network, by document. The system's alone. */
export class CreatePinThrottles1795132932000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [TABLE, INDEX, ...protect('documents', 'pin_throttles')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE pin_throttles');
  }
}

const TABLE = `CREATE TABLE pin_throttles (
    bucket varchar(20) NOT NULL,
    key varchar(200) NOT NULL,
    fails integer NOT NULL,
    window_start timestamptz NOT NULL,
    lock_level integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    CONSTRAINT pin_throttles_pkey PRIMARY KEY (bucket, key)
  )`;

const INDEX = 'CREATE INDEX pin_throttles_window_start_idx ON pin_throttles (window_start)';
