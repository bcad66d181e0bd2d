const mine = (role: 'VIEWER' | 'EDITOR' | 'OWNER') => `ANY ((SELECT app_workspace_ids('${role}'))::uuid[])`;

const RAISED = 'version = t.version + 1, updated_at = now()';
/** Whose rows it are decides the function itself: it runs as the owner of the tables, who may all. */
const RUN_BY_VIEWER = `WHERE t.id = $1 AND NOT t.is_deleted AND (t.user_id = app_user_id() OR t.workspace_id = ${mine('OWNER')})`;

const definer = (signature: string, body: string): string[] => [
  `CREATE FUNCTION ${signature} RETURNS TABLE (version integer, updated_at timestamptz) LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$ ${body} $$`,
  `REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION ${signature} TO plat_crm_app, plat_crm_system`,
];

/**
 * The policies of a table whose rows have an owner (`user_id`) and may be shared in a workspace (`workspace_id`), for
 * migrations; frozen like every text that a migration embeds. The same rule in code is workspace.sharing.policy.ts.
 *
 * Where a row belongs is no column that the application role may update: whoever gives a row away may not see it
 * afterwards, and a policy cannot compare old and new. `move_<noun>(id, workspace)` does it, and `delete_<noun>(id)`
 * deletes softly for the same reason; they answer the new version, or nothing when the viewer may not.
 * @param table with the convention columns and `is_deleted`; deleted rows are absent for everybody
 */
export const sharedRowsV1 = (table: string, noun: string): string[] => [
  `CREATE POLICY ${table}_read ON ${table} FOR SELECT TO plat_crm_app USING (NOT is_deleted
    AND (user_id = (SELECT app_user_id()) OR workspace_id = ${mine('VIEWER')} OR (SELECT app_is_admin())))`,
  `CREATE POLICY ${table}_add ON ${table} FOR INSERT TO plat_crm_app
    WITH CHECK (user_id = (SELECT app_user_id()) AND (workspace_id IS NULL OR workspace_id = ${mine('EDITOR')}))`,
  `CREATE POLICY ${table}_edit ON ${table} FOR UPDATE TO plat_crm_app USING (NOT is_deleted
    AND (user_id = (SELECT app_user_id()) OR workspace_id = ${mine('EDITOR')}))`,

  `CREATE POLICY definer ON ${table} FOR SELECT TO plat_crm_owner USING (true)`,
  `CREATE POLICY definer_edit ON ${table} FOR UPDATE TO plat_crm_owner USING (true)`,
  ...definer(
    `move_${noun}(uuid, uuid)`,
    `UPDATE ${table} t SET workspace_id = $2, ${RAISED} ${RUN_BY_VIEWER}
    AND ($2 IS NULL OR $2 = ${mine('EDITOR')}) RETURNING t.version, t.updated_at`,
  ),
  ...definer(
    `delete_${noun}(uuid)`,
    `UPDATE ${table} t SET is_deleted = true, ${RAISED} ${RUN_BY_VIEWER} RETURNING t.version, t.updated_at`,
  ),
];

/** Drops the functions of {@link sharedRowsV1}; the policies go with their table. */
export const dropSharedRowsV1 = (noun: string): string => `DROP FUNCTION move_${noun}(uuid, uuid), delete_${noun}(uuid)`;
