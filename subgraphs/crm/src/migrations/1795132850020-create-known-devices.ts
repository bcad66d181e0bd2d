import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Devices from which a user has signed in. Each has guesses of its own, so that strangers who use up those of the
 * account lock nobody out. The system's alone.
 */
export class CreateKnownDevices1795132850020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [TABLE, INDEX, ...protect('crm', 'known_devices')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE known_devices');
  }
}

const TABLE = `CREATE TABLE known_devices (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT known_devices_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT known_devices_user_id_fkey REFERENCES users ON DELETE CASCADE,
    token_hash varchar(255) NOT NULL CONSTRAINT known_devices_token_hash_key UNIQUE,
    failures integer NOT NULL DEFAULT 0 CONSTRAINT known_devices_failures_check CHECK (failures >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used timestamptz NOT NULL DEFAULT now()
  )`;

const INDEX = 'CREATE INDEX known_devices_user_id_last_used_idx ON known_devices (user_id, last_used)';
