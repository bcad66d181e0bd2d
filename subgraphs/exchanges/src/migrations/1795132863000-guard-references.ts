import { DROP_REFERENCE_GUARD_V1, guardReferencesV1, referenceGuardV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const REFERENCES = {
  exchanges: { client_id: 'Contact', coordinator_id: 'Contact', stage_changed_by: 'Contact' },
  exchange_participants: { contact_id: 'Contact', assigned_by: 'Contact' },
  exchange_properties: { property_id: 'Property' },
} as const;

/** The people and properties of exchanges are those that crm has confirmed. */
export class GuardReferences1795132863000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(referenceGuardV1('exchanges'));
    for (const [table, columns] of Object.entries(REFERENCES)) await db.query(guardReferencesV1(table, columns));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of Object.keys(REFERENCES)) await db.query(unguardReferencesV1(table));
    await db.query(DROP_REFERENCE_GUARD_V1);
  }
}
