import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which PIN a document has, so that what was opened with another one is shut, and who set it, which stays when that user is
 * deleted. No request writes a PIN: it is the system that knows what one is worth.
 */
export class NumberPins1795132930010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE documents ADD pin_version integer NOT NULL DEFAULT 0, ADD pin_set_by uuid');
    // What is added reads back what it was by default.
    await db.query('GRANT SELECT (pin_version) ON documents TO plat_documents_app');
    await db.query(`CREATE POLICY documents_unpinned ON documents AS RESTRICTIVE FOR INSERT TO plat_documents_app
      WITH CHECK (NOT pin_protected AND num_nonnulls(pin_hash, pin_set_by) = 0 AND pin_version = 0)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP POLICY documents_unpinned ON documents');
    await db.query('ALTER TABLE documents DROP pin_version, DROP pin_set_by');
  }
}
