import { narrowed } from '@plat/shared/access/scope';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { type FindExisting, visibleIds } from '@plat/shared/references/existence';
import { Equal, In, IsNull } from 'typeorm';
import { User } from '../user/user.entity';
import { visibleUsers } from '../user/user.policy';
import { Contact } from './contact.entity';
import { visibleContacts } from './contact.policy';

const seenContacts = visibleIds(Contact, visibleContacts);

/**
 * One may refer to the contacts that one sees; coordinators, whose work it is to add people of the registry to exchanges,
 * to all of that, of which they read no more than a card until then. A private contact is its owner's to name.
 * Where it must be the contact of a user, the viewer has to see that user, and needs to see no more than that.
 * As the system: row level security keeps the registry from coordinators, and is to go on doing so.
 */
export const nameableContacts: FindExisting = async (scope, question) => {
  if (question.ofUser) return contactOf(scope, question.ofUser, question.ids);
  const seen = await seenContacts(scope, question);
  const rest = question.ids.filter((id) => !seen.includes(id));
  if (rest.length === 0 || !scope.viewer.can('contact:read')) return seen;
  const where = { id: In(rest), ownerUserId: IsNull() };
  const registered = await scope.asSystem((db) => db.find(Contact, { where, select: { id: true } }));
  return [...seen, ...registered.map(({ id }) => id)];
};

const contactOf = async ({ db, viewer }: RequestScope, userId: string, ids: readonly string[]): Promise<string[]> => {
  const user = await db.findOneBy(User, narrowed(visibleUsers(viewer), 'id', Equal(userId)));
  return ids.filter((id) => id === user?.contactId);
};
