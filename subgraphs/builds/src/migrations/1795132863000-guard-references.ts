import { DROP_REFERENCE_GUARD_V1, guardReferencesV1, referenceGuardV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const REFERENCES = {
  projects: { client_id: 'Client' },
  builds: { client_id: 'Client', inquiry_id: 'Inquiry' },
} as const;

/** Projects and builds are of clients, and answer inquiries, that crm has confirmed. */
export class GuardReferences1795132863000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(referenceGuardV1('builds'));
    for (const [table, columns] of Object.entries(REFERENCES)) await db.query(guardReferencesV1(table, columns));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of Object.keys(REFERENCES)) await db.query(unguardReferencesV1(table));
    await db.query(DROP_REFERENCE_GUARD_V1);
  }
}
