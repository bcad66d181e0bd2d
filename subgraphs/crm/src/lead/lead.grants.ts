import type { GrantSource } from '@plat/shared/access/grant-paths';

/** Leads are their owner's, also in the trash, for nobody loses papers by that; sharing one in a workspace shares no papers. */
export const leadGrants: GrantSource = {
  entity: 'Lead',
  rows: `SELECT id, id AS subject_id, user_id AS principal_id, 'OWNER' AS role, ARRAY[]::text[] AS permissions, true AS is_active FROM leads`,
};
