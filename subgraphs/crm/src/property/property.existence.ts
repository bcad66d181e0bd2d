import { type FindExisting, visibleIds } from '@plat/shared/references/existence';
import { Property } from './property.entity';
import { visibleProperties } from './property.policy';

const seenProperties = visibleIds(Property, visibleProperties);

const OF_CONTACTS = `SELECT p.id FROM properties p JOIN users u ON u.id = p.user_id
  WHERE p.id = ANY (CAST($1 AS uuid[])) AND u.contact_id = ANY (CAST($2 AS uuid[]))`;

/**
 * One may refer to the properties that one sees. A coordinator sees none of those that an exchange is about: exchanges
 * names its participants, and what is theirs may be referred to, which lets nobody read it. As the system: row level
 * security shows them to their owners alone, and is to go on doing so.
 */
export const nameableProperties: FindExisting = async (scope, { ids, ownedBy = [], issuer }) => {
  const seen = await seenProperties(scope, { ids, issuer });
  const rest = ids.filter((id) => !seen.includes(id));
  if (rest.length === 0 || ownedBy.length === 0 || issuer !== 'exchanges') return seen;
  const owned: { id: string }[] = await scope.asSystem((db) => db.query(OF_CONTACTS, [rest, ownedBy]));
  return [...seen, ...owned.map(({ id }) => id)];
};
