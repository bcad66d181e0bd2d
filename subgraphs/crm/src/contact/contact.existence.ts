import { type FindExisting, visibleIds } from '@plat/shared/references/existence';
import { In, IsNull } from 'typeorm';
import { Contact } from './contact.entity';
import { visibleContacts } from './contact.policy';

const seenContacts = visibleIds(Contact, visibleContacts);

/**
 * One may refer to the contacts that one sees; coordinators, whose work it is to add people of the registry to exchanges,
 * to all of that, of which they read no more than a card until then. A private contact is its owner's to name.
 * As the system: row level security keeps the registry from coordinators, and is to go on doing so.
 */
export const nameableContacts: FindExisting = async (scope, question) => {
  const seen = await seenContacts(scope, question);
  const rest = question.ids.filter((id) => !seen.includes(id));
  if (rest.length === 0 || !scope.viewer.can('contact:read')) return seen;
  const where = { id: In(rest), ownerUserId: IsNull() };
  const registered = await scope.asSystem((db) => db.find(Contact, { where, select: { id: true } }));
  return [...seen, ...registered.map(({ id }) => id)];
};
