import { forbidden } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { EntityManager } from 'typeorm';

/** What administrators' work has in hand: a transaction of the system, and the events that belong to it. */
export interface Administration {
  readonly db: EntityManager;
  readonly events: Events;
}

/**
 * Work on users and roles, which the application role may not write. All active administrators are locked first, in one
 * order: such work runs one after another, so that two of them cannot take away each other's role at once, and whoever
 * was demoted a moment ago is stopped here whatever the token still says. As nobody decides about themselves, whoever
 * decides stays, and with that always one active administrator. What refers to them is written meanwhile: their keys stay.
 * @throws PlatError UNAUTHENTICATED when the viewer's rights were revoked, UNAVAILABLE when that cannot be known, FORBIDDEN
 * when the viewer is no administrator any more, or what the work throws
 */
export const administer = async <T>(
  { asSystem, viewer, origin, assertCurrentIdentity }: RequestScope,
  work: (administration: Administration) => Promise<T>,
): Promise<T> => {
  await assertCurrentIdentity();
  return asSystem(async (db) => {
    const administrators: { id: string }[] = await db.query(
      `SELECT id FROM users WHERE role = 'ADMIN' AND is_active ORDER BY id FOR NO KEY UPDATE`,
    );
    if (!administrators.some(({ id }) => id === viewer.userId)) throw forbidden('You are no administrator any more.');
    return work({ db, events: new Events({ db, viewer, origin }) });
  });
};
