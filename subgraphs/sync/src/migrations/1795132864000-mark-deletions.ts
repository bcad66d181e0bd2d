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
    for (const sql of [...deletionTablesV1('sync'), ...REFERRING.map(refuseDeletedV1)]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of [...REFERRING.map(dropRefuseDeletedV1), ...DROP_DELETION_TABLES_V1]) await db.query(sql);
  }
}

const REFERRING: readonly ReferringColumn[] = [
  ['platform_connections', 'user_id', 'User'],
  ['calendar_sync_tokens', 'user_id', 'User'],
  ['calendar_sync_tokens', 'contributor_id', 'Contributor'],
];
