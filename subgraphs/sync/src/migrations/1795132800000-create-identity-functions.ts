import { DROP_IDENTITY_FUNCTIONS_V1, IDENTITY_FUNCTIONS_V1 } from '@plat/shared/database/identity-functions';
import { DROP_EVENT_TABLES_V1, eventTablesV1 } from '@plat/shared/events/event-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Policies ask these functions who the viewer is; events are recorded in the transaction of their change. */
export class CreateIdentityFunctions1795132800000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...IDENTITY_FUNCTIONS_V1, ...eventTablesV1('sync')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(DROP_EVENT_TABLES_V1);
    await db.query(DROP_IDENTITY_FUNCTIONS_V1);
  }
}
