/**
 * The functions by which policies ask who the viewer is, version 1. Migrations embed this text, so it never changes:
 * another behaviour is another version. Unset and empty settings both mean nobody. Policies call them in a sub-select,
 * which PostgreSQL evaluates once a statement instead of once a row.
 */
export const IDENTITY_FUNCTIONS_V1: readonly string[] = [
  ['app_user_id', 'uuid', `nullif(current_setting('app.user_id', true), '')::uuid`],
  ['app_contact_id', 'uuid', `nullif(current_setting('app.contact_id', true), '')::uuid`],
  ['app_client_id', 'uuid', `nullif(current_setting('app.client_id', true), '')::uuid`],
  ['app_role', 'text', `nullif(current_setting('app.role', true), '')`],
  ['app_is_admin', 'boolean', `coalesce(current_setting('app.role', true) = 'ADMIN', false)`],
  ['app_is_staff', 'boolean', `coalesce(current_setting('app.role', true) IN ('ADMIN', 'SUPPORT', 'EMPLOYEE', 'AGENT'), false)`],
]
  .map(([name, type, body]) => `CREATE FUNCTION ${name}() RETURNS ${type} LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT ${body} $$`)
  .concat(`CREATE FUNCTION app_can(permission text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(permission = ANY (string_to_array(current_setting('app.permissions', true), ',')), false) $$`);

/** Drops what {@link IDENTITY_FUNCTIONS_V1} made. */
export const DROP_IDENTITY_FUNCTIONS_V1 = `DROP FUNCTION app_can(text), app_is_staff(), app_is_admin(), app_role(), app_client_id(), app_contact_id(), app_user_id()`;

/**
 * Switches a table to row level security that binds its owner too, and lets the service's system role through.
 * @param service whose roles are meant
 */
export const protect = (service: string, table: string): string[] => [
  `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
  `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
  `CREATE POLICY system ON ${table} TO plat_${service}_system USING (true) WITH CHECK (true)`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO plat_${service}_system`,
];
