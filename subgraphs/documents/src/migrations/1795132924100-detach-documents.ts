import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a legal hold or a retention keeps stays when what it belonged to is deleted, as nobody's: administrators alone find
 * it, and it is no template of the house or anything else that it was not.
 */
export class DetachDocuments1795132924100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE documents ADD COLUMN detached_at timestamptz');
    await db.query('GRANT SELECT (detached_at) ON documents TO plat_documents_app');
    for (const [name, check] of Object.entries(CHECKS)) await replace(db, name, `detached_at IS NOT NULL OR ${check}`);
    for (const sql of DETACHED) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP POLICY documents_attached ON documents');
    await db.query('DROP TRIGGER detached ON documents');
    await db.query('DROP FUNCTION note_detached_document()');
    for (const [name, check] of Object.entries(CHECKS)) await replace(db, name, check);
    await db.query('ALTER TABLE documents DROP COLUMN detached_at');
  }
}

const replace = (db: QueryRunner, name: string, check: string) =>
  db.query(`ALTER TABLE documents DROP CONSTRAINT ${name}, ADD CONSTRAINT ${name} CHECK (${check})`);

const CHECKS = {
  documents_platform_check: `origin <> 'PLATFORM' OR (user_id IS NOT NULL AND platform IS NOT NULL)`,
  documents_real_estate_check: `origin <> 'REAL_ESTATE' OR (user_id IS NOT NULL AND document_type IS NOT NULL)`,
  documents_lead_check: `origin <> 'LEAD' OR (lead_id IS NOT NULL AND lead_document_type IS NOT NULL)`,
  documents_exchange_check: `origin <> 'EXCHANGE' OR is_template OR (exchange_id IS NOT NULL AND user_id IS NULL)`,
  documents_project_check: `origin <> 'PROJECT' OR num_nonnulls(project_id, inquiry_id) > 0`,
};

const DETACHED = [
  `CREATE FUNCTION note_detached_document() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF (NEW.origin IN ('PLATFORM', 'REAL_ESTATE') AND NEW.user_id IS NULL AND OLD.user_id IS NOT NULL)
          OR (NEW.origin = 'LEAD' AND NEW.lead_id IS NULL AND OLD.lead_id IS NOT NULL)
          OR (NEW.origin = 'EXCHANGE' AND NEW.exchange_id IS NULL AND OLD.exchange_id IS NOT NULL)
          OR (NEW.origin = 'PROJECT' AND num_nonnulls(NEW.project_id, NEW.inquiry_id) = 0 AND num_nonnulls(OLD.project_id, OLD.inquiry_id) > 0) THEN
        NEW.detached_at := now();
      END IF;
      RETURN NEW;
    END $$`,
  `CREATE TRIGGER detached BEFORE UPDATE OF user_id, lead_id, exchange_id, project_id, inquiry_id ON documents
    FOR EACH ROW EXECUTE FUNCTION note_detached_document()`,
  `CREATE POLICY documents_attached ON documents AS RESTRICTIVE TO plat_documents_app
    USING (detached_at IS NULL OR (SELECT app_is_admin()))`,
];
