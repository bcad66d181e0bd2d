import { DROP_IDEMPOTENCY_TABLES_V1, idempotencyTablesV1 } from '@plat/shared/idempotency/idempotency-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a user asks for with the same key a second time is answered, and not done, a second time. */
export class CreateIdempotencyKeys1795132862000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of idempotencyTablesV1('crm')) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(DROP_IDEMPOTENCY_TABLES_V1);
  }
}
