import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An owner may delete a workspace: its members leave it, and what it shared is its owners' alone again. */
export class DeleteWorkspaces1795132855010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('GRANT DELETE ON workspaces TO plat_crm_app');
    await db.query(`CREATE POLICY workspaces_delete ON workspaces FOR DELETE TO plat_crm_app
      USING (id = ANY ((SELECT app_workspace_ids('OWNER'))::uuid[]))`);
    // Deleting one clears it on those inside, which would be read as a whole.
    await db.query('CREATE INDEX workspaces_parent_id_idx ON workspaces (parent_id)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX workspaces_parent_id_idx');
    await db.query('DROP POLICY workspaces_delete ON workspaces');
    await db.query('REVOKE DELETE ON workspaces FROM plat_crm_app');
  }
}
