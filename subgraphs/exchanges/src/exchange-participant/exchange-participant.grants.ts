import type { GrantSource } from '@plat/shared/access/grant-paths';
import { effectiveRights, type Participation } from '@plat/shared/access/role-matrix';

/** Who takes part in exchanges, ended parts included, with the rights that count. */
export const participantGrants: GrantSource = {
  entity: 'ExchangeParticipant',
  rows: `SELECT id, exchange_id AS subject_id, contact_id AS principal_id, CAST(role AS text) AS role,
    CAST(permissions AS text[]) AS permissions, is_active FROM exchange_participants`,
  rights: (row) => effectiveRights([row as Participation]),
};
