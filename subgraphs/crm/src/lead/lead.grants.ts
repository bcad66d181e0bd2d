import type { GrantSource } from '@plat/shared/access/grant-paths';

/** Leads are their owner's until they are deleted; sharing one in a workspace shares no papers. */
export const leadGrants: GrantSource = {
  entity: 'Lead',
  rows: `SELECT id, id AS subject_id, user_id AS principal_id, 'OWNER' AS role, ARRAY[]::text[] AS permissions, NOT is_deleted AS is_active
    FROM leads`,
};
