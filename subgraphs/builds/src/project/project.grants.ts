import type { GrantSource } from '@plat/shared/access/grant-paths';

/** Projects are for one client. */
export const projectGrants: GrantSource = {
  entity: 'Project',
  rows: `SELECT id, id AS subject_id, client_id AS principal_id, 'CLIENT' AS role, ARRAY[]::text[] AS permissions, true AS is_active FROM projects`,
};
