import type { Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import type { DocumentsCast, Paper } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const READ = `query ($id: ID!, $refs: [_Any!]!) { shareLink(id: $id) { id } shareLinks(first: 100) { edges { node { id } } }
  _entities(representations: $refs) { ... on ShareLink { id } } }`;
const CREATE = 'mutation ($input: CreateShareLinkInput!) { createShareLink(input: $input) { shareLink { id } } }';
const REVOKE = 'mutation ($id: ID!) { revokeShareLink(id: $id) { revokedAt } }';

/** Share links, where the policies in code stand alone. */
export async function shareAccess(documents: TestDocuments, { people, papers }: DocumentsCast): Promise<AccessCase[]> {
  const { owner, stranger, admin, manager, agency, client, guest, agent, support } = people;
  const { id } = await documents.shareLink(owner.userId, [papers.deed.id]);
  const doomed = await documents.shareLink(owner.userId, [papers.deed.id]);
  const reads = (name: string, as: Viewer, isFound: boolean): AccessCase => ({
    name: `${name} reads a share link`,
    as,
    query: READ,
    variables: { id, refs: [{ __typename: 'ShareLink', id }] },
    holds: ({ data, errors }) =>
      !errors &&
      Boolean(data.shareLink) === isFound &&
      Boolean(data._entities[0]) === isFound &&
      data.shareLinks.edges.some(({ node }: { node: { id: string } }) => node.id === id) === isFound,
  });
  const shares = (name: string, as: Viewer, paper: Paper, refused?: string): AccessCase => ({
    name: `${name} shares ${paper}`,
    as,
    query: CREATE,
    variables: { input: { documentIds: [papers[paper].id], expiresAt: new Date(Date.now() + 3_600_000).toISOString() } },
    holds: refused ? refusedWith(refused) : ({ data }) => Boolean(data.createShareLink?.shareLink.id),
  });
  const token = Object.assign(Object.create(Object.getPrototypeOf(owner)), owner, {
    identity: { ...owner.identity, tokenId: id, scopes: ['document:write'] },
  });
  return [
    reads('owner', owner, true),
    reads('admin', admin, true),
    reads('stranger', stranger, false),
    reads('guest', guest, false),
    { name: 'stranger revokes', as: stranger, query: REVOKE, variables: { id }, holds: refusedWith('NOT_FOUND') },
    {
      name: 'admin revokes',
      as: admin,
      query: REVOKE,
      variables: { id: doomed.id },
      holds: ({ data }) => Boolean(data.revokeShareLink?.revokedAt),
    },
    shares('owner', owner, 'deed'),
    shares('owner', owner, 'w9'),
    shares('manager', manager, 'paper'),
    shares('client', client, 'secret'),
    shares('agent', agent, 'plan'),
    shares('admin', admin, 'deed', 'FORBIDDEN'),
    shares('admin', admin, 'w9', 'FORBIDDEN'),
    shares('admin', admin, 'template', 'FORBIDDEN'),
    shares('stranger', stranger, 'deed', 'NOT_FOUND'),
    shares('stranger', stranger, 'published', 'FORBIDDEN'),
    shares('agency', agency, 'secret', 'NOT_FOUND'),
    shares('client', client, 'paper', 'FORBIDDEN'),
    shares('guest', guest, 'guests', 'FORBIDDEN'),
    shares('support', support, 'plan', 'FORBIDDEN'),
    shares('a token of the owner', token, 'deed', 'FORBIDDEN'),
  ];
}
