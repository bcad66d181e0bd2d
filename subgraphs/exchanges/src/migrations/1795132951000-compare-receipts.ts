import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where less or something else is received than was identified: what all of that is worth, and whether it is of one nature. */
export class CompareReceipts1795132951000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TYPE valuation_purpose ADD VALUE 'IDENTIFIED_AT_RECEIPT'`);
    await db.query('ALTER TABLE exchange_properties ADD COLUMN is_same_nature boolean');
    await db.query('GRANT UPDATE (is_same_nature) ON exchange_properties TO plat_exchanges_app');
  }

  /** A value of an enumeration does not go; the type is made anew, without values that it had no name for. */
  async down(db: QueryRunner): Promise<void> {
    for (const sql of [
      'ALTER TABLE exchange_properties DROP COLUMN is_same_nature',
      'ALTER TABLE property_valuations NO FORCE ROW LEVEL SECURITY',
      `DELETE FROM property_valuations WHERE purpose = 'IDENTIFIED_AT_RECEIPT'`,
      'ALTER TABLE property_valuations FORCE ROW LEVEL SECURITY',
      'ALTER TYPE valuation_purpose RENAME TO valuation_purpose_with_identified',
      `CREATE TYPE valuation_purpose AS ENUM ('TRANSFER', 'END_OF_IDENTIFICATION', 'RECEIPT', 'END_OF_EXCHANGE')`,
      'ALTER TABLE property_valuations ALTER COLUMN purpose TYPE valuation_purpose USING purpose::text::valuation_purpose',
      'DROP TYPE valuation_purpose_with_identified',
    ])
      await db.query(sql);
  }
}
