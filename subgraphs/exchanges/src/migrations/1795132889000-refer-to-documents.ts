import { dropRefuseDeletedV1, type ReferringColumn, refuseDeletedV1 } from '@plat/shared/references/deletion-tables';
import { guardReferencesV1, unguardReferencesV1 } from '@plat/shared/references/reference-guard';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The document that a value or an override rests on: an appraisal, a notice of the IRS. It may go, and they stay. */
export class ReferToDocuments1795132889000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const [table, column] of REFERRING) {
      await db.query(`ALTER TABLE ${table} ADD COLUMN ${column} uuid`);
      await db.query(`CREATE INDEX ${table}_${column}_idx ON ${table} (${column})`);
    }
    await db.query('GRANT UPDATE (document_id) ON property_valuations TO plat_exchanges_app');
    await db.query(guardReferencesV1('property_valuations', { document_id: 'Document' }));
    await db.query(unguardReferencesV1('deadline_overrides'));
    await db.query(guardReferencesV1('deadline_overrides', { overridden_by: 'Contact', lifted_by: 'Contact', document_id: 'Document' }));
    for (const column of REFERRING) await db.query(refuseDeletedV1(column));
  }

  async down(db: QueryRunner): Promise<void> {
    for (const column of REFERRING) await db.query(dropRefuseDeletedV1(column));
    await db.query(unguardReferencesV1('property_valuations'));
    await db.query(unguardReferencesV1('deadline_overrides'));
    await db.query(guardReferencesV1('deadline_overrides', { overridden_by: 'Contact', lifted_by: 'Contact' }));
    for (const [table, column] of REFERRING) await db.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}

const REFERRING: readonly ReferringColumn[] = [
  ['property_valuations', 'document_id', 'Document'],
  ['deadline_overrides', 'document_id', 'Document'],
];
