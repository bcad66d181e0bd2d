import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Coordinators write the papers of their exchanges from the house's templates, so they read these. */
export class LetCoordinatorsReadTemplates1795132959000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`INSERT INTO role_permissions (role_id, permission_id)
      SELECT r.id, p.id FROM roles r, permissions p WHERE ${PAIR} ON CONFLICT DO NOTHING`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DELETE FROM role_permissions USING roles r, permissions p WHERE role_id = r.id AND permission_id = p.id AND ${PAIR}`);
  }
}

const PAIR = `r.name = 'COORDINATOR' AND p.name = 'template:read'`;
