import { NOBODY, Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { accessTokenAccess } from './access-token.access-wall';
import { accountAccess } from './account.access-wall';
import { apiKeyAccess } from './api-key.access-wall';
import { auditLogAccess } from './audit-log.access-wall';
import { type TestCrm, viewerOf } from './crm.factory';
import { dealAccess } from './deal.access-wall';
import { deletionAccessOfCrm } from './deletion.access-wall';
import { leadAccess } from './lead.access-wall';
import { notificationAccess } from './notification.access-wall';
import { parkedEventAccess } from './parked-event.access-wall';
import { planAccess } from './plan.access-wall';
import { sessionAccess } from './session.access-wall';
import { webhookAccess } from './webhook.access-wall';
import { workspaceAccess } from './workspace.access-wall';

/** What crm answers where row level security is off: the policies in code stand alone. */
export async function accessWall(crm: TestCrm): Promise<AccessCase[]> {
  const [ownContact, annsClient] = [await crm.contact(), await crm.client()];
  const ann = await crm.user({ contactId: ownContact.id, clientId: annsClient.id });
  const bob = await crm.user();
  const boss = await crm.user({ role: UserRole.ADMIN });
  const [owner, stranger, admin, agent] = [viewerOf(ann), viewerOf(bob), viewerOf(boss), aViewer('AGENT')];
  const lessened = new Viewer({ ...admin.identity, role: 'USER', permissions: [] });
  const [house, card, shared] = [await crm.property(ann), await crm.contact({ ownerUserId: ann.id }), await crm.contact()];
  const role = await crm.role();
  await crm.given((db) => db.query('INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2)', [ann.id, role.id]));

  const byId = (field: string, type: string, id: string) => ({
    query: `query ($id: ID!, $refs: [_Any!]!) { ${field}(id: $id) { id } _entities(representations: $refs) { ... on ${type} { id } } }`,
    variables: { id, refs: [{ __typename: type, id }] },
  });
  const sees =
    (id: string, field: string): AccessCase['holds'] =>
    ({ data }) =>
      data[field]?.id === id && data._entities[0]?.id === id;
  const missing =
    (field: string): AccessCase['holds'] =>
    ({ data, errors }) =>
      !errors && data[field] === null && data._entities[0] === null;
  const list = (field: string, id: string, found: boolean): Pick<AccessCase, 'query' | 'variables' | 'holds'> => ({
    query: `query ($id: ID!) { ${field}(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } }`,
    variables: { id },
    holds: ({ data, errors }) => !errors && data[field].edges.length === Number(found) && data[field].totalCount === Number(found),
  });
  const edit = (mutation: string, input: string, id: string) => ({
    query: `mutation ($input: ${input}!) { ${mutation}(input: $input) { id } }`,
    variables: { input: { id } },
  });

  return [
    { name: 'owner finds its property', as: owner, ...byId('property', 'Property', house.id), holds: sees(house.id, 'property') },
    { name: 'admin finds any property', as: admin, ...byId('property', 'Property', house.id), holds: sees(house.id, 'property') },
    { name: 'stranger finds no property', as: stranger, ...byId('property', 'Property', house.id), holds: missing('property') },
    { name: 'agent finds no property', as: agent, ...byId('property', 'Property', house.id), holds: missing('property') },
    { name: 'owner lists its property', as: owner, ...list('properties', house.id, true) },
    { name: 'stranger lists no property', as: stranger, ...list('properties', house.id, false) },
    {
      name: 'stranger edits no property',
      as: stranger,
      ...edit('updateProperty', 'UpdatePropertyInput', house.id),
      holds: refusedWith('NOT_FOUND'),
    },
    {
      name: 'admin may not edit a property',
      as: admin,
      ...edit('updateProperty', 'UpdatePropertyInput', house.id),
      holds: refusedWith('FORBIDDEN'),
    },

    { name: 'user finds itself', as: owner, ...byId('user', 'User', ann.id), holds: sees(ann.id, 'user') },
    { name: 'stranger finds no user', as: stranger, ...byId('user', 'User', ann.id), holds: missing('user') },
    { name: 'stranger lists no user', as: stranger, ...list('users', ann.id, false) },
    { name: 'admin lists users', as: admin, ...list('users', ann.id, true) },
    {
      name: 'stranger edits no profile',
      as: stranger,
      ...edit('updateProfile', 'UpdateProfileInput', ann.id),
      holds: refusedWith('NOT_FOUND'),
    },
    {
      name: 'stranger reads no properties under a user of another',
      as: stranger,
      query: 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { properties { totalCount } } } }',
      variables: { refs: [{ __typename: 'User', id: ann.id }] },
      holds: ({ data }) => data._entities[0] === null,
    },

    {
      name: 'stranger reads nothing of the access and choices of another',
      as: stranger,
      query:
        'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { permissions grantedRoles { id } preferences { preferenceKey } } } }',
      variables: { refs: [{ __typename: 'User', id: ann.id }] },
      holds: ({ data }) => data._entities[0] === null,
    },
    {
      name: 'user sees no users under a role, not even itself',
      as: owner,
      query: 'query ($id: ID!) { role(id: $id) { users { totalCount } } }',
      variables: { id: role.id },
      holds: ({ data, errors }) => !errors && data.role.users === null,
    },
    {
      name: 'admin sees the users under a role',
      as: admin,
      query: 'query ($id: ID!) { role(id: $id) { users { edges { node { id } } } } }',
      variables: { id: role.id },
      holds: ({ data }) => data.role.users.edges.length === 1 && data.role.users.edges[0].node.id === ann.id,
    },
    // The work of administrators asks the database as well; what the token says has to hold by itself.
    ...[
      `setUserRole(input: { id: "${bob.id}", role: CLIENT })`,
      `setUserActive(input: { id: "${bob.id}", isActive: false })`,
      `grantRole(input: { userId: "${bob.id}", roleId: "${role.id}" })`,
      `revokeRole(input: { userId: "${ann.id}", roleId: "${role.id}" })`,
      'createRole(input: { name: "Mine" })',
      'createUser(input: { email: "new@example.com", role: ADMIN })',
      `updateRole(input: { id: "${role.id}", name: "Mine" })`,
      `setRolePermissions(input: { id: "${role.id}", permissions: ["user:admin"] })`,
    ].map(
      (field): AccessCase => ({
        name: `an administrator whose token says USER may not ${field.split('(')[0]}`,
        as: lessened,
        query: `mutation { ${field} { id } }`,
        holds: refusedWith('FORBIDDEN'),
      }),
    ),
    ...[`setUserRole(input: { id: "${boss.id}", role: CLIENT })`, `grantRole(input: { userId: "${boss.id}", roleId: "${role.id}" })`].map(
      (field): AccessCase => ({
        name: `an administrator decides nothing about itself by ${field.split('(')[0]}`,
        as: admin,
        query: `mutation { ${field} { id } }`,
        holds: refusedWith('FORBIDDEN'),
      }),
    ),
    ...[
      `setUserRole(input: { id: "${bob.id}", role: CLIENT })`,
      `setUserRole(input: { id: "${ann.id}", role: ADMIN })`,
      `setUserActive(input: { id: "${bob.id}", isActive: false })`,
      `grantRole(input: { userId: "${ann.id}", roleId: "${role.id}" })`,
      `revokeRole(input: { userId: "${ann.id}", roleId: "${role.id}" })`,
      'createRole(input: { name: "Mine" })',
      'createUser(input: { email: "new@example.com", role: ADMIN })',
      `updateRole(input: { id: "${role.id}", name: "Mine" })`,
      `setRolePermissions(input: { id: "${role.id}", permissions: ["user:admin"] })`,
    ].map(
      (field): AccessCase => ({
        name: `user may not ${field}`,
        as: owner,
        query: `mutation { ${field} { id } }`,
        holds: refusedWith('FORBIDDEN'),
      }),
    ),

    { name: 'owner finds its contact', as: owner, ...byId('contact', 'Contact', card.id), holds: sees(card.id, 'contact') },
    { name: 'person finds itself', as: owner, ...byId('contact', 'Contact', ownContact.id), holds: sees(ownContact.id, 'contact') },
    { name: 'agent finds the registry', as: agent, ...byId('contact', 'Contact', shared.id), holds: sees(shared.id, 'contact') },
    {
      name: 'stranger gets a card and nothing else',
      as: stranger,
      query:
        'query ($id: ID!, $refs: [_Any!]!) { contact(id: $id) { id } _entities(representations: $refs) { ... on Contact { id lastName email phoneNumber type createdAt } } }',
      variables: { id: card.id, refs: [{ __typename: 'Contact', id: card.id }] },
      holds: ({ data, errors }) =>
        !errors &&
        data.contact === null &&
        JSON.stringify(data._entities[0]) ===
          JSON.stringify({ id: card.id, lastName: 'Archer', email: null, phoneNumber: null, type: null, createdAt: null }),
    },
    { name: 'stranger lists no contact', as: stranger, ...list('contacts', card.id, false) },
    { name: 'stranger lists nothing of the registry', as: stranger, ...list('contacts', shared.id, false) },
    { name: 'agent lists the registry', as: agent, ...list('contacts', shared.id, true) },
    {
      name: 'stranger edits no contact',
      as: stranger,
      ...edit('updateContact', 'UpdateContactInput', card.id),
      holds: refusedWith('NOT_FOUND'),
    },
    ...['archiveContact', 'restoreContact'].flatMap((name) => [
      {
        name: `stranger does not ${name}`,
        as: stranger,
        query: `mutation ($id: ID!) { ${name}(id: $id) { id } }`,
        variables: { id: card.id },
        holds: refusedWith('NOT_FOUND'),
      },
      {
        name: `person may not ${name} of itself`,
        as: owner,
        query: `mutation ($id: ID!) { ${name}(id: $id) { id } }`,
        variables: { id: ownContact.id },
        holds: refusedWith('FORBIDDEN'),
      },
    ]),
    {
      name: 'person may not edit its registry entry',
      as: owner,
      ...edit('updateContact', 'UpdateContactInput', ownContact.id),
      holds: refusedWith('FORBIDDEN'),
    },
    {
      name: 'user may not add to the registry',
      as: owner,
      query: 'mutation { createContact(input: { email: "a@example.com", type: OTHER, shared: true }) { id } }',
      holds: refusedWith('FORBIDDEN'),
    },

    { name: 'login finds its client', as: owner, ...byId('client', 'Client', annsClient.id), holds: sees(annsClient.id, 'client') },
    { name: 'stranger finds no client', as: stranger, ...byId('client', 'Client', annsClient.id), holds: missing('client') },
    { name: 'stranger lists no client', as: stranger, ...list('clients', annsClient.id, false) },
    { name: 'agent lists clients', as: agent, ...list('clients', annsClient.id, true) },
    {
      name: 'login may not edit its client',
      as: owner,
      ...edit('updateClient', 'UpdateClientInput', annsClient.id),
      holds: refusedWith('FORBIDDEN'),
    },
    {
      name: 'user may not add a client',
      as: owner,
      query: 'mutation { createClient(input: { name: "Mine" }) { id } }',
      holds: refusedWith('FORBIDDEN'),
    },

    ...(await deletionAccessOfCrm(crm)),
    ...(await accountAccess(crm)),
    ...(await apiKeyAccess(crm)),
    ...(await webhookAccess(crm)),
    ...(await workspaceAccess(crm)),
    ...(await accessTokenAccess(crm)),
    ...(await notificationAccess(crm)),
    ...(await sessionAccess(crm)),
    ...(await auditLogAccess(crm)),
    ...(await leadAccess(crm)),
    ...(await dealAccess(crm)),
    ...(await parkedEventAccess(crm)),
    ...(await planAccess(crm)),

    ...[
      'me { id }',
      'users { totalCount }',
      'properties { totalCount }',
      'contacts { totalCount }',
      'clients { totalCount }',
      'roles { totalCount }',
      'permissions { totalCount }',
      '_entities(representations: []) { __typename }',
    ].map(
      (field): AccessCase => ({
        name: `nobody reads ${field}`,
        as: NOBODY,
        query: `{ ${field} }`,
        holds: ({ errors }) => errors?.[0]?.extensions?.code === 'UNAUTHENTICATED',
      }),
    ),
  ];
}
