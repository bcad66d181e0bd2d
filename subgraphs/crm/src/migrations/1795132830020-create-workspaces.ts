import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A workspace is seen by its members and run by its owners; an administrator reads all. Who is a member is asked by a
 * function of the tables' owner, because a policy on members that read members would call itself without an end.
 */
export class CreateWorkspaces1795132830020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [
      ...TABLES,
      ...['workspaces', 'workspace_members'].flatMap((table) => protect('crm', table)),
      ...MEMBERSHIP,
      ...RIGHTS,
    ])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE workspace_members, workspaces');
    await db.query('DROP FUNCTION app_workspace_ids(workspace_role)');
    await db.query('DROP FUNCTION join_own_workspace()');
    await db.query('DROP TYPE workspace_kind, workspace_role');
  }
}

const TABLES = [
  `CREATE TYPE workspace_kind AS ENUM ('WORKSPACE', 'TEAM', 'BROKERAGE')`,
  // In the order of their rights, because policies compare them.
  `CREATE TYPE workspace_role AS ENUM ('VIEWER', 'EDITOR', 'OWNER')`,
  `CREATE TABLE workspaces (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT workspaces_pkey PRIMARY KEY,
    owner_user_id uuid CONSTRAINT workspaces_owner_user_id_fkey REFERENCES users ON DELETE SET NULL,
    parent_id uuid CONSTRAINT workspaces_parent_id_fkey REFERENCES workspaces ON DELETE SET NULL,
    kind workspace_kind NOT NULL DEFAULT 'WORKSPACE',
    name varchar(255) NOT NULL,
    ${CONVENTION_COLUMNS_V1}
  )`,
  'CREATE INDEX workspaces_created_at_idx ON workspaces (created_at DESC, id DESC)',
  `CREATE TABLE workspace_members (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT workspace_members_pkey PRIMARY KEY,
    workspace_id uuid NOT NULL CONSTRAINT workspace_members_workspace_id_fkey REFERENCES workspaces ON DELETE CASCADE,
    user_id uuid NOT NULL CONSTRAINT workspace_members_user_id_fkey REFERENCES users ON DELETE CASCADE,
    role workspace_role NOT NULL,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT workspace_members_workspace_id_user_id_key UNIQUE (workspace_id, user_id)
  )`,
  'CREATE INDEX workspace_members_user_id_idx ON workspace_members (user_id)',
  'CREATE INDEX workspace_members_workspace_id_created_at_idx ON workspace_members (workspace_id, created_at, id)',
];

const MEMBERSHIP = [
  'CREATE POLICY definer ON workspace_members FOR SELECT TO plat_crm_owner USING (true)',
  `CREATE FUNCTION app_workspace_ids(at_least workspace_role) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
      SELECT coalesce(array_agg(workspace_id), '{}') FROM workspace_members WHERE user_id = app_user_id() AND role >= at_least $$`,
  'REVOKE EXECUTE ON FUNCTION app_workspace_ids(workspace_role) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION app_workspace_ids(workspace_role) TO plat_crm_app, plat_crm_system',
  // Whoever makes a workspace is its first member: nobody could let them in.
  'CREATE POLICY founding ON workspace_members FOR INSERT TO plat_crm_owner WITH CHECK (true)',
  `CREATE FUNCTION join_own_workspace() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        INSERT INTO workspace_members (workspace_id, user_id, role) VALUES (NEW.id, NEW.owner_user_id, 'OWNER');
        RETURN NULL;
      END $$`,
  'REVOKE EXECUTE ON FUNCTION join_own_workspace() FROM PUBLIC',
  `CREATE TRIGGER workspaces_founded AFTER INSERT ON workspaces FOR EACH ROW WHEN (NEW.owner_user_id IS NOT NULL)
    EXECUTE FUNCTION join_own_workspace()`,
];

const mine = (role: 'VIEWER' | 'OWNER') => `ANY ((SELECT app_workspace_ids('${role}'))::uuid[])`;

const RIGHTS = [
  'GRANT SELECT, INSERT (id, owner_user_id, parent_id, kind, name) ON workspaces TO plat_crm_app',
  'GRANT UPDATE (owner_user_id, kind, name, version, updated_at) ON workspaces TO plat_crm_app',
  `CREATE POLICY workspaces_read ON workspaces FOR SELECT TO plat_crm_app USING (id = ${mine('VIEWER')} OR (SELECT app_is_admin()))`,
  `CREATE POLICY workspaces_add ON workspaces FOR INSERT TO plat_crm_app
    WITH CHECK (owner_user_id = (SELECT app_user_id()) AND (parent_id IS NULL OR parent_id = ${mine('OWNER')}))`,
  `CREATE POLICY workspaces_edit ON workspaces FOR UPDATE TO plat_crm_app USING (id = ${mine('OWNER')})`,

  'GRANT SELECT, INSERT, DELETE ON workspace_members TO plat_crm_app',
  'GRANT UPDATE (role, version, updated_at) ON workspace_members TO plat_crm_app',
  `CREATE POLICY workspace_members_read ON workspace_members FOR SELECT TO plat_crm_app
    USING (workspace_id = ${mine('VIEWER')} OR (SELECT app_is_admin()))`,
  `CREATE POLICY workspace_members_add ON workspace_members FOR INSERT TO plat_crm_app WITH CHECK (workspace_id = ${mine('OWNER')})`,
  `CREATE POLICY workspace_members_edit ON workspace_members FOR UPDATE TO plat_crm_app USING (workspace_id = ${mine('OWNER')})`,
  `CREATE POLICY workspace_members_delete ON workspace_members FOR DELETE TO plat_crm_app
    USING (workspace_id = ${mine('OWNER')} OR user_id = (SELECT app_user_id()))`,
];
