import { DROP_DELETION_TABLES_V1, deletionTablesV1 } from '@plat/shared/references/deletion-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is about to be deleted is marked, and what other services have deleted is known. */
export class MarkDeletions1795132864000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...deletionTablesV1('crm')]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of [...DROP_DELETION_TABLES_V1]) await db.query(sql);
  }
}
