import { deliveryTablesV1, dropDeliveryTablesV1 } from '@plat/shared/events/event-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Recorded events reach whoever subscribes to them, and the table knows which ones have not yet. */
export class DeliverEvents1795132860000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of deliveryTablesV1('exchanges')) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of dropDeliveryTablesV1('exchanges')) await db.query(sql);
  }
}
