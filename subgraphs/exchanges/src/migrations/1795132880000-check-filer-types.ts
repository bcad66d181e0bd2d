import type { MigrationInterface, QueryRunner } from 'typeorm';

const KNOWN = `'INDIVIDUAL', 'TRUST', 'C_CORPORATION', 'PARTNERSHIP', 'S_CORPORATION', 'OTHER'`;

/** The kind of filer decides when a return is due, so it is one that the rules know; what was free text and none is OTHER. */
export class CheckFilerTypes1795132880000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE exchanges NO FORCE ROW LEVEL SECURITY'); // the owner changes rows of everybody, here alone
    await db.query(`UPDATE exchanges SET filer_type = CASE
      WHEN regexp_replace(upper(trim(filer_type)), '[^A-Z]+', '_', 'g') IN (${KNOWN})
        THEN regexp_replace(upper(trim(filer_type)), '[^A-Z]+', '_', 'g') ELSE 'OTHER' END
      WHERE filer_type IS NOT NULL`);
    await db.query('ALTER TABLE exchanges FORCE ROW LEVEL SECURITY');
    await db.query(`ALTER TABLE exchanges ADD CONSTRAINT exchanges_filer_type_check CHECK (filer_type IN (${KNOWN}))`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE exchanges DROP CONSTRAINT exchanges_filer_type_check');
  }
}
