import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever may add documents to an exchange, and not look into it, reads what they added; else they could not even add. */
export class ShowUploads1795132876200 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE POLICY documents_uploader_read ON documents FOR SELECT TO plat_documents_app
      USING (origin = 'EXCHANGE' AND uploaded_by = (SELECT app_user_id()) AND exchange_id = ANY (ARRAY(SELECT subject_id FROM access_grants
        WHERE subject_type = 'Exchange' AND principal_id = (SELECT app_contact_id()) AND is_active AND 'UPLOAD' = ANY (permissions))))`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP POLICY documents_uploader_read ON documents');
  }
}
