import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What crm answers about leads where row level security is off. */
export async function leadAccess(crm: TestCrm): Promise<AccessCase[]> {
  const users = [await crm.user(), await crm.user(), await crm.user(), await crm.user(), await crm.user()] as const;
  const [ann, bea, bob, cat, eve] = users;
  const [owner, chief, editor, reader, stranger] = users.map(viewerOf) as [Viewer, Viewer, Viewer, Viewer, Viewer];
  const admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
  const team = await crm.workspace(bea);
  await crm.member(team, bob, WorkspaceRole.EDITOR);
  await crm.member(team, cat, WorkspaceRole.VIEWER);
  const foreign = await crm.workspace(eve);
  const shared = await crm.lead(ann, { workspaceId: team.id });
  const own = await crm.lead(ann);
  const deleted = await crm.lead(ann, { workspaceId: team.id, isDeleted: true });

  const finds = (name: string, as: Viewer, id: string, found: boolean): AccessCase[] => [
    {
      name: `${name} ${found ? 'finds' : 'does not find'} the lead`,
      as,
      query: `query ($id: ID!, $refs: [_Any!]!) { lead(id: $id) { id } _entities(representations: $refs) { ... on Lead { id } } }`,
      variables: { id, refs: [{ __typename: 'Lead', id }] },
      holds: ({ data, errors }) => !errors && (data.lead?.id === id) === found && (data._entities[0]?.id === id) === found,
    },
    {
      name: `${name} ${found ? 'lists' : 'does not list'} the lead`,
      as,
      query: 'query ($id: ID!) { leads(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } }',
      variables: { id },
      holds: ({ data, errors }) => !errors && data.leads.edges.length === Number(found) && data.leads.totalCount === Number(found),
    },
  ];
  const tries = (name: string, as: Viewer, field: string, code: string): AccessCase => ({
    name,
    as,
    query: `mutation { ${field} { id } }`,
    holds: refusedWith(code),
  });
  const edits = (name: string, as: Viewer, id: string, code: string) =>
    tries(`${name} does not edit the lead`, as, `updateLead(input: { id: "${id}", score: 1 })`, code);
  const runs = (name: string, as: Viewer, id: string, code: string): AccessCase[] => [
    tries(`${name} does not move the lead`, as, `moveLead(input: { id: "${id}", workspaceId: null })`, code),
    tries(`${name} does not delete the lead`, as, `deleteLead(id: "${id}")`, code),
  ];
  const adds = (name: string, as: Viewer, workspaceId: string, code: string) =>
    tries(`${name} does not add a lead there`, as, `createLead(input: { name: "New", workspaceId: "${workspaceId}" })`, code);

  return [
    ...[owner, chief, editor, reader, admin].flatMap((as, index) => finds(`${index}: who may read it`, as, shared.id, true)),
    ...[stranger, aViewer('AGENT')].flatMap((as) => finds('a stranger', as, shared.id, false)),
    ...[owner, admin].flatMap((as) => finds('who may read what is not shared', as, own.id, true)),
    ...[chief, editor, stranger].flatMap((as) => finds('who may not read what is not shared', as, own.id, false)),
    ...[owner, chief, admin].flatMap((as) => finds('nobody', as, deleted.id, false)),
    ...['reader', 'admin'].map((name) => edits(name, name === 'reader' ? reader : admin, shared.id, 'FORBIDDEN')),
    ...[stranger, editor].map((as) => edits('a stranger', as, own.id, 'NOT_FOUND')),
    edits('owner of a deleted lead', owner, deleted.id, 'NOT_FOUND'),
    ...[editor, reader, admin].flatMap((as) => runs('no owner', as, shared.id, 'FORBIDDEN')),
    ...[stranger, chief].flatMap((as) => runs('a stranger', as, as === chief ? own.id : shared.id, 'NOT_FOUND')),
    ...runs('owner of a deleted lead', owner, deleted.id, 'NOT_FOUND'),
    tries(
      'owner does not move it where nobody knows it',
      owner,
      `moveLead(input: { id: "${own.id}", workspaceId: "${foreign.id}" })`,
      'NOT_FOUND',
    ),
    adds('reader', reader, team.id, 'FORBIDDEN'),
    adds('admin', admin, team.id, 'FORBIDDEN'),
    adds('stranger', stranger, team.id, 'NOT_FOUND'),
    { name: 'nobody lists leads', as: NOBODY, query: '{ leads { totalCount } }', holds: refusedWith('UNAUTHENTICATED') },
  ];
}
