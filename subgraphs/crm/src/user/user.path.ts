import { VIEWER_CARD_PATH, type ViewerCard } from '@plat/shared/access/viewer-card';
import { type InternalPaths, internalPath } from '@plat/shared/graphql/internal-path';
import { z } from 'zod';
import type { CrmContext } from '../context';
import type { User } from './user.entity';

/** What a user is called: to services that write down what the viewer of their call did, and about nobody else. */
export const userPaths: InternalPaths = {
  [VIEWER_CARD_PATH]: internalPath({
    method: 'POST',
    callers: 'services',
    schema: z.strictObject({}),
    answer: async (_, { viewer, read }) =>
      cardOf(viewer.isSignedIn ? await read(({ loaders }: CrmContext) => loaders.user.load(viewer.userId)) : null),
  }),
};

function cardOf(user: User | null): ViewerCard {
  if (!user) return { name: null, email: null };
  const { fullName, firstName, lastName, username, email } = user;
  const name = fullName ?? ([firstName, lastName].filter(Boolean).join(' ') || username);
  return { name: name?.slice(0, 255) ?? null, email };
}
