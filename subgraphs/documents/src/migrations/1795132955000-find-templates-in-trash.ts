import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever may write the house's templates finds those in the trash again that they put there. */
export class FindTemplatesInTrash1795132955000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('DROP POLICY documents_kept ON documents');
    await db.query(kept(`OR (origin = 'EXCHANGE' AND is_template AND exchange_id IS NULL AND (SELECT app_can('template:write')))`));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP POLICY documents_kept ON documents');
    await db.query(kept(''));
  }
}

const mayInExchange = (right: 'UPLOAD' | 'MANAGE') => `ANY (ARRAY(SELECT subject_id FROM access_grants
  WHERE subject_type = 'Exchange' AND principal_id = (SELECT app_contact_id()) AND is_active AND '${right}' = ANY (permissions)))`;

const kept = (others: string) => `CREATE POLICY documents_kept ON documents AS RESTRICTIVE FOR SELECT TO plat_documents_app
  USING (trashed_at IS NULL OR (SELECT app_is_admin()) OR origin IN ('PLATFORM', 'REAL_ESTATE', 'LEAD')
    OR (origin = 'PROJECT' AND (SELECT app_can('project:write'))) ${others}
    OR (origin = 'EXCHANGE' AND (exchange_id = ${mayInExchange('MANAGE')}
      OR (uploaded_by = (SELECT app_user_id()) AND exchange_id = ${mayInExchange('UPLOAD')}))))`;
