import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Checks of API keys ask a provider, which takes longer than a transaction may: until when a key is somebody's to check is
 * kept with it. The application role has no right to the column.
 */
export class LeaseApiKeyChecks1795132854000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE api_keys ADD COLUMN check_leased_until timestamptz');
    await db.query('CREATE INDEX api_keys_last_checked_idx ON api_keys (last_checked NULLS FIRST, id) WHERE is_active');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX api_keys_last_checked_idx');
    await db.query('ALTER TABLE api_keys DROP COLUMN check_leased_until');
  }
}
