import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which roles somebody was granted is a matter of that person and of administrators; the roles themselves are no secret. */
export class ProtectUserRoles1795132820000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...protect('crm', 'user_roles'),
      `CREATE POLICY user_roles_read ON user_roles FOR SELECT TO plat_crm_app
        USING (user_id = (SELECT app_user_id()) OR (SELECT app_is_admin()))`,
      // Lists of users under a role begin at the role; the key begins at the user.
      'CREATE INDEX user_roles_role_id_idx ON user_roles (role_id)',
    ]) {
      await db.query(sql);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX user_roles_role_id_idx');
    await db.query('DROP POLICY user_roles_read ON user_roles');
    await db.query('DROP POLICY system ON user_roles');
    await db.query('ALTER TABLE user_roles DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY');
  }
}
