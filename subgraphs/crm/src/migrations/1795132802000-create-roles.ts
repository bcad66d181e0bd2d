import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles and permissions as data, with what each role may do from the start; everybody signed in may read them. */
export class CreateRoles1795132802000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLES, ...CATALOGUE, ...RIGHTS]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE role_permissions, user_roles, permissions, roles');
    await db.query('DROP TYPE permission_action');
  }
}

const TABLES = [
  `CREATE TYPE permission_action AS ENUM ('READ', 'WRITE', 'DELETE', 'ADMIN')`,
  `CREATE TABLE roles (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT roles_pkey PRIMARY KEY,
    name varchar(255) NOT NULL CONSTRAINT roles_name_key UNIQUE,
    description text,
    is_default boolean NOT NULL DEFAULT false,
    ${CONVENTION_COLUMNS_V1}
  )`,
  `CREATE TABLE permissions (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT permissions_pkey PRIMARY KEY,
    name varchar(255) NOT NULL CONSTRAINT permissions_name_key UNIQUE,
    resource varchar(100) NOT NULL,
    action permission_action NOT NULL,
    description text,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE user_roles (
    user_id uuid NOT NULL CONSTRAINT user_roles_user_id_fkey REFERENCES users ON DELETE CASCADE,
    role_id uuid NOT NULL CONSTRAINT user_roles_role_id_fkey REFERENCES roles ON DELETE CASCADE,
    CONSTRAINT user_roles_pkey PRIMARY KEY (user_id, role_id)
  )`,
  `CREATE TABLE role_permissions (
    role_id uuid NOT NULL CONSTRAINT role_permissions_role_id_fkey REFERENCES roles ON DELETE CASCADE,
    permission_id uuid NOT NULL CONSTRAINT role_permissions_permission_id_fkey REFERENCES permissions ON DELETE CASCADE,
    CONSTRAINT role_permissions_pkey PRIMARY KEY (role_id, permission_id)
  )`,
];

const CATALOGUE = [
  `INSERT INTO roles (name, is_default)
    SELECT name, name = 'USER' FROM unnest(enum_range(NULL::user_role)::text[]) AS name`,
  `INSERT INTO permissions (name, resource, action)
    SELECT resource || ':' || lower(action::text), resource, action
    FROM unnest(ARRAY['activity', 'build', 'catalogue', 'client', 'communication_log', 'contact', 'contributor', 'exchange', 'inquiry',
      'interaction', 'invoice', 'project', 'role', 'setting', 'task', 'template', 'user']) AS resource,
      unnest(enum_range(NULL::permission_action)) AS action`,
  `INSERT INTO role_permissions (role_id, permission_id)
    SELECT r.id, p.id FROM roles r JOIN permissions p ON CASE r.name
      WHEN 'ADMIN' THEN true
      WHEN 'SUPPORT' THEN p.action = 'READ'
      WHEN 'COORDINATOR' THEN p.name IN ('client:read', 'inquiry:read', 'contact:read', 'contact:write')
      WHEN 'EMPLOYEE' THEN office
      WHEN 'AGENT' THEN office
      ELSE false END`.replaceAll(
    'office',
    `p.action IN ('READ', 'WRITE') AND p.resource IN ('client', 'inquiry', 'interaction', 'activity',
        'communication_log', 'project', 'build', 'task', 'invoice', 'contributor', 'catalogue')`,
  ),
];

const RIGHTS = [
  'GRANT SELECT ON roles, permissions, user_roles, role_permissions TO plat_crm_app',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON roles, permissions, user_roles, role_permissions TO plat_crm_system',
];
