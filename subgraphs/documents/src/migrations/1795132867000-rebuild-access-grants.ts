import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the making anew of the grants has come, so that it goes on where it was killed. The system's alone. */
export class RebuildAccessGrants1795132867000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE access_grant_rebuilds (
      subject_type varchar(50) NOT NULL CONSTRAINT access_grant_rebuilds_pkey PRIMARY KEY,
      started_at timestamptz NOT NULL,
      after_id uuid
    )`);
    await db.query('GRANT SELECT, INSERT, UPDATE, DELETE ON access_grant_rebuilds TO plat_documents_system');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE access_grant_rebuilds');
  }
}
