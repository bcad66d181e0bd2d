import { deliveryIndexesV2, dropDeliveryIndexesV2 } from '@plat/shared/events/event-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is due to be told is found at once, however much waits or is parked. */
export class FindDueEvents1795132868000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of deliveryIndexesV2) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of dropDeliveryIndexesV2) await db.query(sql);
  }
}
