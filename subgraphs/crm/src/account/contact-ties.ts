import { CONTACT_TIES_PATH, type ContactTie, contactTiesAnswer } from '@plat/shared/access/contact-ties';
import type { ServiceClient } from '@plat/shared/access/service-client';
import type { Viewer } from '@plat/shared/access/viewer';
import { unavailable } from '@plat/shared/errors/plat-error';

/** What other services know of a contact. */
export interface ContactTies {
  /**
   * @param viewer on whose behalf; NOBODY for what does not depend on who asks
   * @throws PlatError UNAVAILABLE when that cannot be found out
   */
  of(services: ServiceClient, viewer: Viewer, contactId: string): Promise<ContactTie>;
}

/** Contacts take part in exchanges, and in nothing else yet. */
export const TIES_IN_EXCHANGES: ContactTies = {
  of: async (services, viewer, contactId) => {
    const question = { contactIds: [contactId] };
    const [tie] = (await services.call('exchanges', CONTACT_TIES_PATH, viewer, question, contactTiesAnswer)).ties;
    if (!tie) throw unavailable('The exchanges service answers something that is not understood.');
    return tie;
  },
};
