import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Permissions for deals, so that an access token can be made for them; to administrators and support as ever. */
export class AddDealPermissions1795132958020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [PERMISSIONS, GRANTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DELETE FROM permissions WHERE resource = 'deal'`);
  }
}

const PERMISSIONS = `INSERT INTO permissions (name, resource, action)
  SELECT 'deal:' || lower(action::text), 'deal', action FROM unnest(enum_range(NULL::permission_action)) AS action`;

const GRANTS = `INSERT INTO role_permissions (role_id, permission_id)
  SELECT r.id, p.id FROM roles r JOIN permissions p ON r.name = 'ADMIN' OR (r.name = 'SUPPORT' AND p.action = 'READ')
  WHERE p.resource = 'deal'`;
