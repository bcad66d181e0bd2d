import type { ContactTie } from '@plat/shared/access/contact-ties';
import { effectiveRights } from '@plat/shared/access/role-matrix';
import type { Viewer } from '@plat/shared/access/viewer';
import type { EntityManager } from 'typeorm';
import { type ParticipantPermission, ParticipantRole } from './exchange-participant.entity';

/** For the exchanges of a contact: what the viewer may as coordinator, null where it is none. */
interface TieRow {
  readonly contact_id: string;
  readonly permissions: ParticipantPermission[] | null;
}

const COORDINATOR = { role: ParticipantRole.COORDINATOR, isActive: true } as const;

/** An exchange has one part of a person as coordinator at most, so that a row is one exchange, or several that are alike. */
const TIES = `SELECT DISTINCT part.contact_id, CAST(own.permissions AS text[]) AS permissions
  FROM exchange_participants part
  LEFT JOIN exchange_participants own
    ON own.exchange_id = part.exchange_id AND own.contact_id = $2 AND own.role = 'COORDINATOR' AND own.is_active
  WHERE part.contact_id = ANY ($1)`;

/**
 * What contacts are in exchanges, ended parts included: they can begin again.
 * @param db of the system: the answer must not depend on what the viewer sees
 */
export async function tiesOf(db: EntityManager, { contactId }: Viewer, contactIds: readonly string[]): Promise<ContactTie[]> {
  const rows: TieRow[] = await db.query(TIES, [contactIds, contactId ?? null]);
  return contactIds.map((id) => {
    const coordinated = rows
      .filter(({ contact_id }) => contact_id === id.toLowerCase())
      .map(({ permissions }) => permissions !== null && effectiveRights([{ ...COORDINATOR, permissions }]).includes('MANAGE'));
    const takesPart = coordinated.length > 0;
    return { takesPart, coordinates: coordinated.includes(true), coordinatesAll: takesPart && !coordinated.includes(false) };
  });
}
