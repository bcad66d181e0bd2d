import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What ends tokens before their time, numbered in the order of the commits; the system's alone. */
export class CreateRevocations1795132840000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [TABLE, INDEX, ...protect('crm', 'revocations')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE revocations');
    await db.query('DROP TYPE revocation_kind');
  }
}

const TABLE = `CREATE TYPE revocation_kind AS ENUM ('USER', 'SESSION', 'TOKEN');
  CREATE TABLE revocations (
    seq bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT revocations_pkey PRIMARY KEY,
    kind revocation_kind NOT NULL,
    subject_id uuid NOT NULL,
    revoked_at timestamptz NOT NULL DEFAULT now()
  )`;

const INDEX = 'CREATE INDEX revocations_revoked_at_idx ON revocations (revoked_at)';
