import {
  GRANT_OWNERS,
  GRANTS_PAGE_PATH,
  GRANTS_PATH,
  type GrantSubject,
  type GrantsPage,
  grantsAnswer,
  grantsPageAnswer,
  type OwnerGrant,
} from '@plat/shared/access/grants';
import type { ServiceClient } from '@plat/shared/access/service-client';
import { NOBODY } from '@plat/shared/access/viewer';

/** The services that know who owns, and who takes part in, what documents belong to. */
export interface GrantOwners {
  /**
   * @param ids 100 at most @param principalId whose part is asked; everybody's unless given
   * @throws PlatError UNAVAILABLE when the owner does not answer
   */
  ask(services: ServiceClient, type: GrantSubject, ids: readonly string[], principalId?: string): Promise<readonly OwnerGrant[]>;
  /** @param after the key that the page before ended with @throws PlatError UNAVAILABLE */
  page(services: ServiceClient, type: GrantSubject, after: string | undefined): Promise<GrantsPage>;
}

/** Asked over their internal paths. */
export const GRANT_SERVICES: GrantOwners = {
  ask: async (services, type, ids, principalId) =>
    (await services.call(GRANT_OWNERS[type], GRANTS_PATH, NOBODY, { type, ids, principalId }, grantsAnswer)).grants,
  page: (services, type, after) => services.call(GRANT_OWNERS[type], GRANTS_PAGE_PATH, NOBODY, { type, after }, grantsPageAnswer),
};
