import { NOBODY, Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What crm answers about access tokens where row level security is off. */
export async function accessTokenAccess(crm: TestCrm): Promise<AccessCase[]> {
  const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(boss)];
  const { id } = await crm.accessToken(ann);
  const token = new Viewer({ ...owner.identity, sessionId: undefined, tokenId: id, scopes: ['user:read', 'property:read'] });

  const finds = (name: string, as: Viewer, found: boolean): AccessCase => ({
    name: `${name} ${found ? 'finds' : 'does not find'} an access token`,
    as,
    query:
      'query ($id: ID!, $refs: [_Any!]!) { accessToken(id: $id) { id } _entities(representations: $refs) { ... on AccessToken { id } } }',
    variables: { id, refs: [{ __typename: 'AccessToken', id }] },
    holds: ({ data, errors }) => !errors && (data.accessToken?.id === id) === found && (data._entities[0]?.id === id) === found,
  });
  const lists = (name: string, as: Viewer, total: number | undefined): AccessCase => ({
    name: `${name} lists ${total ?? 'no'} access tokens under a user`,
    as,
    query:
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { accessTokens { edges { node { id } } totalCount } } } }',
    variables: { refs: [{ __typename: 'User', id: ann.id }] },
    holds: ({ data }) => data._entities[0]?.accessTokens?.totalCount === total && data._entities[0]?.accessTokens?.edges.length === total,
  });
  const refused = (name: string, as: Viewer, code: string): AccessCase => ({
    name: `${name} does not revoke an access token`,
    as,
    query: 'mutation ($id: ID!) { revokeAccessToken(id: $id) { id } }',
    variables: { id },
    holds: refusedWith(code),
  });
  return [
    finds('owner', owner, true),
    finds('admin', admin, true),
    finds('stranger', stranger, false),
    finds('agent', aViewer('AGENT'), false),
    lists('owner', owner, 1),
    lists('admin', admin, 1),
    lists('stranger', stranger, undefined),
    refused('stranger', stranger, 'NOT_FOUND'),
    refused('admin', admin, 'FORBIDDEN'),
    refused('the token itself', token, 'FORBIDDEN'),
    refused('nobody', NOBODY, 'UNAUTHENTICATED'),
    {
      name: 'a token finds no access token',
      as: token,
      query: 'query ($id: ID!) { accessToken(id: $id) { id } }',
      variables: { id },
      holds: refusedWith('FORBIDDEN'),
    },
    {
      name: 'a token gets to no access token by reference',
      as: token,
      query: 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on AccessToken { id } } }',
      variables: { refs: [{ __typename: 'AccessToken', id }] },
      holds: ({ data, errors }) => !errors && data._entities[0] === null,
    },
  ];
}
