import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A template that belongs to no exchange is the house's: whoever may write templates adds and edits those that they may read. */
export class KeepTemplatesOfTheHouse1795132935010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE POLICY documents_template_add ON documents FOR INSERT TO plat_documents_app
      WITH CHECK (${IS_HOUSE} AND (SELECT app_can('template:write'))
        AND num_nonnulls(user_id, lead_id, deal_id, project_id, inquiry_id, connection_id) = 0)`);
    await db.query(`CREATE POLICY documents_template_edit ON documents FOR UPDATE TO plat_documents_app
      USING (${IS_HOUSE} AND (SELECT app_can('template:write')) AND ((SELECT app_can('template:read')) OR (SELECT app_is_admin())))`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP POLICY documents_template_edit ON documents');
    await db.query('DROP POLICY documents_template_add ON documents');
  }
}

const IS_HOUSE = `origin = 'EXCHANGE' AND is_template AND exchange_id IS NULL`;
