import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last day of the general extension that a notice of relief names: an override is bounded by it. */
export class NameRelief1795132950000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE deadline_overrides ADD COLUMN notice_on date');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE deadline_overrides DROP COLUMN notice_on');
  }
}
