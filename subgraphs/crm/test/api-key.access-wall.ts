import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { hashPassword } from '../src/session/password';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

const PASSWORD = 'a password of the wall';

/** What crm answers about API keys where row level security is off. */
export async function apiKeyAccess(crm: TestCrm): Promise<AccessCase[]> {
  const passwordHash = await hashPassword(PASSWORD);
  const [ann, bob, boss] = [await crm.user(), await crm.user({ passwordHash }), await crm.user({ passwordHash, role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  const { id } = await crm.apiKey(ann);

  const finds = (name: string, as: Viewer, found: boolean): AccessCase[] => [
    {
      name: `${name} ${found ? 'finds' : 'does not find'} an API key`,
      as,
      query: 'query ($id: ID!, $refs: [_Any!]!) { apiKey(id: $id) { id } _entities(representations: $refs) { ... on ApiKey { id } } }',
      variables: { id, refs: [{ __typename: 'ApiKey', id }] },
      holds: ({ data, errors }) => !errors && (data.apiKey?.id === id) === found && (data._entities[0]?.id === id) === found,
    },
    {
      name: `${name} ${found ? 'lists' : 'does not list'} an API key`,
      as,
      query: 'query ($id: ID!) { apiKeys(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } }',
      variables: { id },
      holds: ({ data, errors }) => !errors && data.apiKeys.edges.length === Number(found) && data.apiKeys.totalCount === Number(found),
    },
  ];
  const refused = (name: string, as: Viewer, code: string): AccessCase[] => [
    {
      name: `${name} does not edit an API key`,
      as,
      query: 'mutation ($id: ID!) { updateApiKey(input: { id: $id, keyName: "mine" }) { id } }',
      variables: { id },
      holds: refusedWith(code),
    },
    {
      name: `${name} does not delete an API key`,
      as,
      query: 'mutation ($id: ID!) { deleteApiKey(id: $id) { id } }',
      variables: { id },
      holds: refusedWith(code),
    },
    {
      name: `${name} does not have an API key checked`,
      as,
      query: 'mutation ($id: ID!) { checkApiKey(id: $id) { id } }',
      variables: { id },
      holds: refusedWith(code),
    },
    {
      name: `${name} does not read a key in clear`,
      as,
      query: `mutation ($id: ID!) { revealApiKey(input: { id: $id, password: "${PASSWORD}" }) { key } }`,
      variables: { id },
      holds: refusedWith(code),
    },
  ];
  return [
    ...finds('owner', owner, true),
    ...finds('admin', admin, true),
    ...finds('stranger', stranger, false),
    ...finds('agent', aViewer('AGENT'), false),
    {
      name: 'owner has an API key checked',
      as: owner,
      query: 'mutation ($id: ID!) { checkApiKey(id: $id) { id } }',
      variables: { id },
      holds: ({ data, errors }) => !errors && data.checkApiKey.id === id,
    },
    ...refused('stranger', stranger, 'NOT_FOUND'),
    ...refused('admin', admin, 'FORBIDDEN'),
    {
      name: 'nobody has an API key checked',
      as: NOBODY,
      query: 'mutation ($id: ID!) { checkApiKey(id: $id) { id } }',
      variables: { id },
      holds: refusedWith('UNAUTHENTICATED'),
    },
    { name: 'nobody lists API keys', as: NOBODY, query: '{ apiKeys { totalCount } }', holds: refusedWith('UNAUTHENTICATED') },
  ];
}
