import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Downloads under way, so that the log has one row for what takes many requests. Requests of people have no way to them. */
export class CreateDownloads1795132915000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE downloads (
      id uuid NOT NULL CONSTRAINT downloads_pkey PRIMARY KEY,
      document_id uuid NOT NULL CONSTRAINT downloads_document_id_fkey REFERENCES documents ON DELETE CASCADE,
      version_number integer NOT NULL,
      actor varchar(255) NOT NULL,
      session_id uuid,
      started_at timestamptz NOT NULL,
      last_range_at timestamptz NOT NULL,
      bytes bigint NOT NULL DEFAULT 0,
      counted boolean NOT NULL DEFAULT false
    )`);
    await db.query('CREATE INDEX downloads_document_id_actor_idx ON downloads (document_id, actor)');
    await db.query('CREATE INDEX downloads_last_range_at_idx ON downloads (last_range_at)');
    for (const sql of protect('documents', 'downloads')) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE downloads');
  }
}
