import { z } from 'zod';
import { PERMISSION_ACTIONS, PERMISSION_RESOURCES, type Permission, USER_ROLES } from './permissions';
import type { ServiceClient } from './service-client';
import { NOBODY, Viewer } from './viewer';

/**
 * Where crm tells what somebody may at this moment, who does not ask themselves: for what goes on in their name and ends
 * with their rights, such as a share link that they gave away.
 */
export const CURRENT_IDENTITY_PATH = '/internal/current-identity';

export const currentIdentityQuestion = z.strictObject({ userId: z.guid() });

const permissions = PERMISSION_RESOURCES.flatMap((resource) => PERMISSION_ACTIONS.map((action): Permission => `${resource}:${action}`));

const identity = z.object({
  userId: z.guid(),
  contactId: z.guid().optional(),
  clientId: z.guid().optional(),
  role: z.enum(USER_ROLES),
  permissions: z.array(z.enum(permissions)),
  /** The number of the last revocation when this was read. */
  asOf: z.int(),
});

/** null for who is gone or shut out. */
export const currentIdentityAnswer = z.object({ identity: identity.nullable() });

export type CurrentIdentityAnswer = z.output<typeof currentIdentityAnswer>;
export type CurrentIdentity = z.output<typeof identity>;

/** Knows what people may at this moment. */
export interface CurrentIdentities {
  /** @returns them without a session; null for who is gone or shut out @throws PlatError UNAVAILABLE */
  of(userId: string, services: ServiceClient): Promise<Viewer | null>;
}

/** By crm's word, asked each time. */
export const IDENTITIES_OF_CRM: CurrentIdentities = {
  of: async (userId, services) => {
    const { identity: found } = await services.call('crm', CURRENT_IDENTITY_PATH, NOBODY, { userId }, currentIdentityAnswer);
    return found && new Viewer(found);
  },
};
