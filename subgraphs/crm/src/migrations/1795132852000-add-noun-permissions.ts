import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Permissions for nouns that had none, so that an access token can be made for them; to administrators and support as ever. */
export class AddNounPermissions1795132852000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [PERMISSIONS, GRANTS]) await db.query(sql, [NOUNS]);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DELETE FROM permissions WHERE resource = ANY ($1)', [NOUNS]);
  }
}

const NOUNS = ['document', 'lead', 'platform_link', 'property', 'workspace'];

const PERMISSIONS = `INSERT INTO permissions (name, resource, action)
  SELECT resource || ':' || lower(action::text), resource, action FROM unnest($1::text[]) AS resource, unnest(enum_range(NULL::permission_action)) AS action`;

const GRANTS = `INSERT INTO role_permissions (role_id, permission_id)
  SELECT r.id, p.id FROM roles r JOIN permissions p ON r.name = 'ADMIN' OR (r.name = 'SUPPORT' AND p.action = 'READ')
  WHERE p.resource = ANY ($1)`;
