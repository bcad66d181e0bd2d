import { NOBODY } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { deletionAccess } from '@plat/shared/testing/deletion-walls';
import { aViewer } from '@plat/shared/testing/viewers';
import { calendarTokenAccess } from './calendar-token.access-wall';
import type { TestSync } from './sync.factory';

type Operation = Pick<AccessCase, 'query' | 'variables'>;

/** What sync answers where row level security is off: the policies in code stand alone. */
export async function accessWall(sync: TestSync): Promise<AccessCase[]> {
  const [owner, stranger, admin, support] = [aViewer(), aViewer(), aViewer('ADMIN'), aViewer('SUPPORT')];
  const { id } = await sync.platformLink(owner);

  const byId: Operation = {
    query:
      'query ($id: ID!, $refs: [_Any!]!) { platformLink(id: $id) { id } _entities(representations: $refs) { ... on PlatformLink { id } } }',
    variables: { id, refs: [{ __typename: 'PlatformLink', id }] },
  };
  const sees: AccessCase['holds'] = ({ data, errors }) => !errors && data.platformLink?.id === id && data._entities[0]?.id === id;
  const misses: AccessCase['holds'] = ({ data, errors }) => !errors && data.platformLink === null && data._entities[0] === null;

  const list: Operation = {
    query: 'query ($id: ID!) { platformLinks(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } }',
    variables: { id },
  };
  const ofUser: Operation = {
    query:
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { platformLinks { edges { node { id } } totalCount } } } }',
    variables: { refs: [{ __typename: 'User', id: owner.userId }] },
  };
  const lists =
    (found: number): AccessCase['holds'] =>
    ({ data, errors }) => {
      const { edges, totalCount } = data?.platformLinks ?? data?._entities[0].platformLinks ?? {};
      return !errors && edges?.length === found && totalCount === found;
    };
  const edit = (input: object): Operation => ({
    query: 'mutation ($input: UpdatePlatformLinkInput!) { updatePlatformLink(input: $input) { id } }',
    variables: { input: { id, ...input } },
  });

  return [
    ...(await calendarTokenAccess(sync)),
    { name: 'the owner finds a link', as: owner, ...byId, holds: sees },
    { name: 'an admin finds any link', as: admin, ...byId, holds: sees },
    { name: 'a stranger finds no link', as: stranger, ...byId, holds: misses },
    { name: 'support finds no link', as: support, ...byId, holds: misses },

    { name: 'the owner lists a link', as: owner, ...list, holds: lists(1) },
    { name: 'an admin lists any link', as: admin, ...list, holds: lists(1) },
    { name: 'a stranger lists no link', as: stranger, ...list, holds: lists(0) },
    { name: 'the owner lists a link under itself', as: owner, ...ofUser, holds: lists(1) },
    { name: 'an admin lists links under any user', as: admin, ...ofUser, holds: lists(1) },
    { name: 'a stranger lists no link under another user', as: stranger, ...ofUser, holds: lists(0) },

    { name: 'the owner edits a link', as: owner, ...edit({ name: 'Mine' }), holds: ({ data }) => data.updatePlatformLink?.id === id },
    { name: 'a stranger edits no link', as: stranger, ...edit({ name: 'Mine' }), holds: refusedWith('NOT_FOUND') },
    { name: 'a stranger gives a link no credentials', as: stranger, ...edit({ credentials: {} }), holds: refusedWith('NOT_FOUND') },
    { name: 'an admin may not edit a link', as: admin, ...edit({ name: 'Mine' }), holds: refusedWith('FORBIDDEN') },
    { name: 'an admin may not give a link credentials', as: admin, ...edit({ credentials: {} }), holds: refusedWith('FORBIDDEN') },

    ...['platformLinks { totalCount }', `platformLink(id: "${id}") { id }`, '_entities(representations: []) { __typename }'].map(
      (field): AccessCase => ({
        name: `nobody reads ${field}`,
        as: NOBODY,
        query: `{ ${field} }`,
        holds: refusedWith('UNAUTHENTICATED'),
      }),
    ),
    {
      name: 'nobody connects a platform',
      as: NOBODY,
      holds: refusedWith('UNAUTHENTICATED'),
      query: 'mutation { createPlatformLink(input: { name: "N", platform: DROPBOX, rootPath: "/", credentials: {} }) { id } }',
    },
    { name: 'nobody edits a link', as: NOBODY, ...edit({ name: 'Mine' }), holds: refusedWith('UNAUTHENTICATED') },
    ...deletionAccess('PlatformLink', id, { stranger: [stranger, 'NOT_FOUND'], admin: [admin, 'FORBIDDEN'] }),
  ];
}
