import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A session keeps the hash of its one live refresh token; this table keeps the hashes of those that were exchanged for
 * another, so that one that comes back is recognised as this session's and not taken for a token that never was. Beside
 * the one exchanged last lies the pair that was given for it, sealed with a key that only this token's holder can
 * derive: a double click gets the same pair again, and a copy of the database opens nothing. The system's alone.
 */
export class CreateRefreshTokens1795132850010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [TABLE, INDEX, ...protect('crm', 'refresh_tokens')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE refresh_tokens');
  }
}

const TABLE = `CREATE TABLE refresh_tokens (
    token_hash varchar(255) NOT NULL CONSTRAINT refresh_tokens_pkey PRIMARY KEY,
    session_id uuid NOT NULL CONSTRAINT refresh_tokens_session_id_fkey REFERENCES user_sessions ON DELETE CASCADE,
    exchanged_at timestamptz NOT NULL,
    network cidr,
    user_agent text,
    sealed_pair text
  )`;

const INDEX = 'CREATE INDEX refresh_tokens_session_id_idx ON refresh_tokens (session_id)';
