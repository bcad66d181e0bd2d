import { CURRENT_IDENTITY_PATH, type CurrentIdentity, currentIdentityQuestion } from '@plat/shared/access/current-identity';
import { type InternalPaths, internalPath } from '@plat/shared/graphql/internal-path';
import type { EntityManager } from 'typeorm';
import { lastRevocation } from '../revocation/revoke';
import { effectivePermissions } from '../session/permissions';
import { User } from './user.entity';

/** What somebody may at this moment, for documents alone: what they share is given away in their name. */
export const currentIdentityPath: InternalPaths = {
  [CURRENT_IDENTITY_PATH]: internalPath({
    method: 'POST',
    callers: ['documents'],
    schema: currentIdentityQuestion,
    answer: async ({ userId }, { asSystem }) => ({ identity: await asSystem((db) => identityOf(db, userId)) }),
  }),
};

async function identityOf(db: EntityManager, id: string): Promise<CurrentIdentity | null> {
  // Changes of rights lock the user first: while it is shared here, none is between the rights and their number.
  const user = await db.findOne(User, { where: { id, isActive: true }, lock: { mode: 'pessimistic_read' } });
  if (!user) return null;
  return {
    userId: user.id,
    contactId: user.contactId ?? undefined,
    clientId: user.clientId ?? undefined,
    role: user.role,
    permissions: await effectivePermissions(db, user),
    asOf: await lastRevocation(db),
  };
}
