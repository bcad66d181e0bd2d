import { DROP_REFERENCE_GUARD_V1, guardReferencesV1, referenceGuardV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const REFERENCES = {
  platform_connections: { user_id: 'User' },
} as const;

/** A platform link belongs to a user of crm who connects it. */
export class GuardReferences1795132863000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of referenceGuardV1('sync')) await db.query(sql);
    for (const [table, columns] of Object.entries(REFERENCES)) await db.query(guardReferencesV1(table, columns));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of Object.keys(REFERENCES)) await db.query(unguardReferencesV1(table));
    await db.query(DROP_REFERENCE_GUARD_V1);
  }
}
