import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { type TestCrm, viewerOf } from './crm.factory';

/** What crm answers about workspaces where row level security is off. */
export async function workspaceAccess(crm: TestCrm): Promise<AccessCase[]> {
  const [ann, bob, eve, boss] = [await crm.user(), await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  const [owner, editor, stranger, admin] = [viewerOf(ann), viewerOf(bob), viewerOf(eve), viewerOf(boss)];
  const team = await crm.workspace(ann);
  const member = await crm.member(team, bob, WorkspaceRole.EDITOR);

  const finds = (name: string, as: Viewer, found: boolean): AccessCase[] => [
    {
      name: `${name} ${found ? 'finds' : 'does not find'} a workspace`,
      as,
      query: `query ($id: ID!, $refs: [_Any!]!) { workspace(id: $id) { id members { totalCount } }
        _entities(representations: $refs) { ... on Workspace { id } } }`,
      variables: { id: team.id, refs: [{ __typename: 'Workspace', id: team.id }] },
      holds: ({ data, errors }) =>
        !errors &&
        (found ? data.workspace?.members.totalCount === 2 && data._entities[0]?.id === team.id : !data.workspace && !data._entities[0]),
    },
    {
      name: `${name} ${found ? 'lists' : 'does not list'} a workspace`,
      as,
      query: 'query ($id: ID!) { workspaces(filter: { id: { eq: $id } }) { edges { node { id } } totalCount } }',
      variables: { id: team.id },
      holds: ({ data, errors }) =>
        !errors && data.workspaces.edges.length === Number(found) && data.workspaces.totalCount === Number(found),
    },
  ];
  const tries = (name: string, as: Viewer, field: string, code: string): AccessCase => ({
    name,
    as,
    query: `mutation { ${field} { id } }`,
    holds: refusedWith(code),
  });
  const refused = (name: string, as: Viewer, code: string): AccessCase[] => [
    tries(`${name} does not edit a workspace`, as, `updateWorkspace(input: { id: "${team.id}", name: "Mine" })`, code),
    tries(
      `${name} does not add a member`,
      as,
      `addWorkspaceMember(input: { workspaceId: "${team.id}", userId: "${eve.id}", role: OWNER })`,
      code,
    ),
    tries(`${name} does not set a role`, as, `setWorkspaceMemberRole(input: { id: "${member.id}", role: OWNER })`, code),
    tries(`${name} does not delete a workspace`, as, `deleteWorkspace(id: "${team.id}")`, code),
    tries(`${name} does not transfer a workspace`, as, `transferWorkspace(input: { id: "${team.id}", userId: "${eve.id}" })`, code),
    tries(`${name} makes no workspace inside`, as, `createWorkspace(input: { name: "Inside", parentId: "${team.id}" })`, code),
  ];
  const remove = `removeWorkspaceMember(id: "${member.id}")`;
  return [
    ...finds('owner', owner, true),
    ...finds('editor', editor, true),
    ...finds('admin', admin, true),
    ...finds('stranger', stranger, false),
    ...finds('agent', aViewer('AGENT'), false),
    ...refused('stranger', stranger, 'NOT_FOUND'),
    ...refused('editor', editor, 'FORBIDDEN'),
    ...refused('admin', admin, 'FORBIDDEN'),
    // A membership that is visible would answer FORBIDDEN, and with the message of the workspace that is not.
    {
      name: 'stranger does not remove a member',
      as: stranger,
      query: `mutation { ${remove} { id } }`,
      holds: (answer) => refusedWith('NOT_FOUND')(answer) && String(answer.errors?.[0]?.message).includes('WorkspaceMember'),
    },
    tries('admin does not remove a member', admin, remove, 'FORBIDDEN'),
    { name: 'nobody lists workspaces', as: NOBODY, query: '{ workspaces { totalCount } }', holds: refusedWith('UNAUTHENTICATED') },
  ];
}
