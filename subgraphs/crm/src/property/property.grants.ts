import type { GrantSource } from '@plat/shared/access/grant-paths';

/** Properties are their owner's. */
export const propertyGrants: GrantSource = {
  entity: 'Property',
  rows: `SELECT id, id AS subject_id, user_id AS principal_id, 'OWNER' AS role, ARRAY[]::text[] AS permissions, true AS is_active FROM properties`,
};
