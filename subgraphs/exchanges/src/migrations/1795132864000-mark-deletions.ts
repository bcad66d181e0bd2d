import {
  DROP_DELETION_TABLES_V1,
  deletionTablesV1,
  dropRefuseDeletedV1,
  type ReferringColumn,
  refuseDeletedV1,
} from '@plat/shared/references/deletion-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is about to be deleted is marked, and nothing refers to what other services have deleted. */
export class MarkDeletions1795132864000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...deletionTablesV1('exchanges'), ...REFERRING.map(refuseDeletedV1)]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of [...REFERRING.map(dropRefuseDeletedV1), ...DROP_DELETION_TABLES_V1]) await db.query(sql);
  }
}

const REFERRING: readonly ReferringColumn[] = [
  ['exchange_participants', 'contact_id', 'Contact'],
  ['exchange_participants', 'assigned_by', 'Contact'],
  ['exchanges', 'client_id', 'Contact'],
  ['exchanges', 'coordinator_id', 'Contact'],
  ['exchanges', 'stage_changed_by', 'Contact'],
  ['exchange_properties', 'property_id', 'Property'],
];
