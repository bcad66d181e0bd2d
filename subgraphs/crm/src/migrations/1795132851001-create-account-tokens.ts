import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a letter's reader proves with it: single-use tokens, kept as hashes, of a user or of a contact who may become one. */
export class CreateAccountTokens1795132851001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('crm', 'account_tokens')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE account_tokens');
    await db.query('DROP TYPE account_token_purpose');
  }
}

const TABLE = [
  `CREATE TYPE account_token_purpose AS ENUM ('VERIFY_EMAIL', 'RESET_PASSWORD', 'CHANGE_EMAIL', 'INVITATION')`,
  `CREATE TABLE account_tokens (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT account_tokens_pkey PRIMARY KEY,
    user_id uuid CONSTRAINT account_tokens_user_id_fkey REFERENCES users ON DELETE CASCADE,
    contact_id uuid CONSTRAINT account_tokens_contact_id_fkey REFERENCES contacts ON DELETE CASCADE,
    purpose account_token_purpose NOT NULL,
    token_hash varchar(255) NOT NULL CONSTRAINT account_tokens_token_hash_key UNIQUE,
    email varchar(255) NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT account_tokens_subject_check
      CHECK (CASE WHEN purpose = 'INVITATION' THEN contact_id IS NOT NULL AND user_id IS NULL ELSE user_id IS NOT NULL AND contact_id IS NULL END)
  )`,
  'CREATE INDEX account_tokens_user_id_idx ON account_tokens (user_id)',
  'CREATE INDEX account_tokens_contact_id_idx ON account_tokens (contact_id)',
];
