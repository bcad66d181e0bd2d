import { DROP_REFERENCE_GUARD_V1, guardReferencesV1, referenceGuardV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const REFERENCES = {
  platform_connections: { user_id: 'User' },
  calendar_sync_tokens: { user_id: 'User', contributor_id: 'Contributor' },
} as const;

/** Links and calendars belong to the user who connects them, and calendars are of contributors that builds has confirmed. */
export class GuardReferences1795132863000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(referenceGuardV1('sync'));
    for (const [table, columns] of Object.entries(REFERENCES)) await db.query(guardReferencesV1(table, columns));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of Object.keys(REFERENCES)) await db.query(unguardReferencesV1(table));
    await db.query(DROP_REFERENCE_GUARD_V1);
  }
}
