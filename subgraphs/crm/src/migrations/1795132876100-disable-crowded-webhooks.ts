import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a webhook rests: too much waited for a server that takes nothing. */
export class DisableCrowdedWebhooks1795132876100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TYPE webhook_disabled_reason ADD VALUE 'BACKLOG'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`UPDATE webhooks SET disabled_reason = 'FAILING' WHERE disabled_reason = 'BACKLOG'`);
    await db.query('ALTER TYPE webhook_disabled_reason RENAME TO webhook_disabled_reason_before');
    await db.query(`CREATE TYPE webhook_disabled_reason AS ENUM ('OWNER', 'FAILING', 'GONE')`);
    await db.query(
      'ALTER TABLE webhooks ALTER COLUMN disabled_reason TYPE webhook_disabled_reason USING disabled_reason::text::webhook_disabled_reason',
    );
    await db.query('DROP TYPE webhook_disabled_reason_before');
  }
}
