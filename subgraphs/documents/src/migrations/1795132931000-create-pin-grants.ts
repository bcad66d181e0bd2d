import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has opened which document with its PIN, for ten minutes. The system's alone. */
export class CreatePinGrants1795132931000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [TABLE, ...INDEXES, ...protect('documents', 'pin_grants')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE pin_grants');
  }
}

const TABLE = `CREATE TABLE pin_grants (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pin_grants_pkey PRIMARY KEY,
    token_hash varchar(43) NOT NULL,
    document_id uuid NOT NULL CONSTRAINT pin_grants_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    user_id uuid,
    session_id uuid,
    share_link_id uuid,
    visitor_hash varchar(64),
    pin_version integer NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT pin_grants_holder_check
      CHECK (num_nonnulls(user_id, session_id) IN (0, 2) AND num_nonnulls(share_link_id, visitor_hash) IN (0, 2)),
    CONSTRAINT pin_grants_one_holder_check CHECK (num_nonnulls(user_id, share_link_id) = 1)
  )`;

const INDEXES = [
  'CREATE UNIQUE INDEX pin_grants_token_hash_key ON pin_grants (token_hash)',
  'CREATE INDEX pin_grants_document_id_idx ON pin_grants (document_id)',
  'CREATE INDEX pin_grants_expires_at_idx ON pin_grants (expires_at)',
];
