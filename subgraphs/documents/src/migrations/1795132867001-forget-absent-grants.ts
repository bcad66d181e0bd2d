import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notes that an owner knew of nothing count for a minute; this finds those that do no more. */
export class ForgetAbsentGrants1795132867001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE INDEX access_grants_none_idx ON access_grants (updated_at) WHERE role = 'NONE'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX access_grants_none_idx');
  }
}
