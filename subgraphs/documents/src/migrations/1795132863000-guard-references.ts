import { DROP_REFERENCE_GUARD_V1, guardReferencesV1, referenceGuardV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const REFERENCES = {
  documents: {
    user_id: 'User',
    uploaded_by: 'User',
    inquiry_id: 'Inquiry',
    lead_id: 'Lead',
    property_id: 'Property',
    deal_id: 'Deal',
    connection_id: 'PlatformLink',
    project_id: 'Project',
    exchange_id: 'Exchange',
  },
} as const;

/** A document may name what its owner’s service has confirmed, and nothing else. */
export class GuardReferences1795132863000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(referenceGuardV1('documents'));
    for (const [table, columns] of Object.entries(REFERENCES)) await db.query(guardReferencesV1(table, columns));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of Object.keys(REFERENCES)) await db.query(unguardReferencesV1(table));
    await db.query(DROP_REFERENCE_GUARD_V1);
  }
}
