import type { GrantSource } from '@plat/shared/access/grant-paths';

/** Links are their owner's. */
export const platformLinkGrants: GrantSource = {
  entity: 'PlatformLink',
  rows: `SELECT id, id AS subject_id, user_id AS principal_id, 'OWNER' AS role, ARRAY[]::text[] AS permissions, true AS is_active
    FROM platform_connections`,
};
