import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { UserRole } from '../src/user/user.entity';
import { WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const CREATE = `mutation ($input: CreateWorkspaceInput!) {
  createWorkspace(input: $input) { id name kind version owner { id } parent { id } members { edges { node { role user { id } } } totalCount } } }`;
const UPDATE = 'mutation ($input: UpdateWorkspaceInput!) { updateWorkspace(input: $input) { name kind version } }';
const ADD = 'mutation ($input: AddWorkspaceMemberInput!) { addWorkspaceMember(input: $input) { id role workspace { id } } }';
const SET = 'mutation ($input: SetWorkspaceMemberRoleInput!) { setWorkspaceMemberRole(input: $input) { id role version } }';
const REMOVE = 'mutation ($id: ID!) { removeWorkspaceMember(id: $id) { id } }';
const MEMBERS =
  'query ($id: ID!) { workspace(id: $id) { owner { id } members(orderBy: ROLE_DESC) { edges { node { id role } } totalCount } } }';

type Answer = Awaited<ReturnType<TestCrm['ask']>>;
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions?.code;
const rolesOf = async (as: Viewer, id: string) =>
  (await crm.ask(as, MEMBERS, { id })).data.workspace?.members.edges.map(({ node }: { node: { role: string } }) => node.role);
const eventsOf = (id: string) =>
  crm.given(async (db) => {
    const rows: { type: string }[] = await db.query('SELECT type FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]);
    return rows.map(({ type }) => type);
  });

describe('workspaces', () => {
  it('makes its maker the owner and first member, inside a workspace of theirs', async () => {
    const ann = await crm.user();
    const parent = (await crm.ask(viewerOf(ann), CREATE, { input: { name: 'Brokerage', kind: 'BROKERAGE' } })).data.createWorkspace;
    expect(parent).toMatchObject({ name: 'Brokerage', kind: 'BROKERAGE', version: 1, owner: { id: ann.id }, parent: null });
    expect(parent.members).toEqual({ edges: [{ node: { role: 'OWNER', user: { id: ann.id } } }], totalCount: 1 });
    const { data, errors } = await crm.ask(viewerOf(ann), CREATE, { input: { name: 'Team', parentId: parent.id } });
    expect(errors).toBeUndefined();
    expect(data.createWorkspace).toMatchObject({ kind: 'WORKSPACE', parent: { id: parent.id } });
    expect(await eventsOf(parent.id)).toEqual(['workspace.created']);
  });

  it('has no place in a workspace of others', async () => {
    const [ann, bob, eve] = [await crm.user(), await crm.user(), await crm.user()];
    const parent = await crm.workspace(ann);
    await crm.member(parent, bob, WorkspaceRole.EDITOR);
    const inside = (as: Viewer, parentId = parent.id) => crm.ask(as, CREATE, { input: { name: 'Inside', parentId } });
    expect(codeOf(await inside(viewerOf(bob)))).toBe('FORBIDDEN');
    expect(codeOf(await inside(viewerOf(eve)))).toBe('NOT_FOUND');
    expect(codeOf(await inside(viewerOf(eve), randomUUID()))).toBe('NOT_FOUND');
  });

  it('is seen by its members and edited by its owners, with a version', async () => {
    const [ann, bob, eve] = [await crm.user(), await crm.user(), await crm.user()];
    const { id, ...team } = await crm.workspace(ann);
    await crm.member({ id, ...team }, bob, WorkspaceRole.EDITOR);
    const edit = (as: Viewer, input: object) => crm.ask(as, UPDATE, { input: { id, ...input } });
    expect(await rolesOf(viewerOf(bob), id)).toEqual(['OWNER', 'EDITOR']);
    expect(await rolesOf(viewerOf(eve), id)).toBeUndefined();
    expect(codeOf(await edit(viewerOf(bob), { name: 'Ours' }))).toBe('FORBIDDEN');
    expect(codeOf(await edit(viewerOf(eve), { name: 'Mine' }))).toBe('NOT_FOUND');
    expect((await edit(viewerOf(ann), { version: 1, name: 'North', kind: 'TEAM' })).data.updateWorkspace).toEqual({
      name: 'North',
      kind: 'TEAM',
      version: 2,
    });
    expect(codeOf(await edit(viewerOf(ann), { version: 1, name: 'South' }))).toBe('CONFLICT');
    const wrong = await edit(viewerOf(ann), { name: ' ', kind: null });
    expect(wrong.errors?.[0]?.extensions?.fields).toEqual({
      'input.name': 'must not be empty',
      'input.kind': 'must not be null; leave it out',
    });
    const list = '{ workspaces(orderBy: NAME_ASC, filter: { kind: [TEAM] }) { edges { node { id } } totalCount } }';
    expect((await crm.ask(viewerOf(bob), list)).data.workspaces).toEqual({ edges: [{ node: { id } }], totalCount: 1 });
    expect((await crm.ask(viewerOf(eve), list)).data.workspaces.totalCount).toBe(0);
  });

  it('reads the members of several workspaces in one statement', async () => {
    const ann = await crm.user();
    for (let n = 0; n < 3; n += 1) await crm.workspace(ann);
    const query = '{ workspaces { edges { node { members { edges { node { role } } } } } } }';
    expect(await crm.statementsOf(() => crm.ask(viewerOf(ann), query))).toHaveLength(2);
  });
});

describe('members of a workspace', () => {
  it('are added by owners alone, once each, and are users', async () => {
    const [ann, bob, eve] = [await crm.user(), await crm.user(), await crm.user()];
    const team = await crm.workspace(ann);
    const add = (as: Viewer, userId: string) => crm.ask(as, ADD, { input: { workspaceId: team.id, userId, role: 'VIEWER' } });
    expect(codeOf(await add(viewerOf(eve), eve.id))).toBe('NOT_FOUND');
    const { data } = await add(viewerOf(ann), bob.id);
    expect(data.addWorkspaceMember).toMatchObject({ role: 'VIEWER', workspace: { id: team.id } });
    expect(await eventsOf(data.addWorkspaceMember.id)).toEqual(['workspace_member.added']);
    expect(codeOf(await add(viewerOf(bob), eve.id))).toBe('FORBIDDEN');
    expect(codeOf(await add(viewerOf(ann), bob.id))).toBe('CONFLICT');
    expect(codeOf(await add(viewerOf(ann), randomUUID()))).toBe('NOT_FOUND');
    expect(codeOf(await add(viewerOf(ann), 'x'))).toBe('NOT_FOUND');
  });

  it('get their roles from owners, with a version', async () => {
    const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    const team = await crm.workspace(ann);
    const { id } = await crm.member(team, bob, WorkspaceRole.VIEWER);
    const set = (as: Viewer, role: string, version?: number) => crm.ask(as, SET, { input: { id, role, version } });
    expect(codeOf(await set(viewerOf(bob), 'OWNER'))).toBe('FORBIDDEN');
    expect(codeOf(await set(viewerOf(boss), 'OWNER'))).toBe('FORBIDDEN');
    expect(codeOf(await set(viewerOf(await crm.user()), 'OWNER'))).toBe('NOT_FOUND');
    expect((await set(viewerOf(ann), 'EDITOR', 1)).data.setWorkspaceMemberRole).toEqual({ id, role: 'EDITOR', version: 2 });
    expect(codeOf(await set(viewerOf(ann), 'VIEWER', 1))).toBe('CONFLICT');
    expect(await eventsOf(id)).toEqual(['workspace_member.role_set']);
  });

  it('leave when they like and are removed by owners, and then see nothing of it', async () => {
    const [ann, bob, eve] = [await crm.user(), await crm.user(), await crm.user()];
    const team = await crm.workspace(ann);
    const [editor, viewer] = [await crm.member(team, bob, WorkspaceRole.EDITOR), await crm.member(team, eve, WorkspaceRole.VIEWER)];
    expect(codeOf(await crm.ask(viewerOf(eve), REMOVE, { id: editor.id }))).toBe('FORBIDDEN');
    expect((await crm.ask(viewerOf(eve), REMOVE, { id: viewer.id })).data.removeWorkspaceMember).toEqual({ id: viewer.id });
    expect(await rolesOf(viewerOf(eve), team.id)).toBeUndefined();
    expect((await crm.ask(viewerOf(ann), REMOVE, { id: editor.id })).errors).toBeUndefined();
    expect(codeOf(await crm.ask(viewerOf(ann), REMOVE, { id: editor.id }))).toBe('NOT_FOUND');
    expect(await rolesOf(viewerOf(ann), team.id)).toEqual(['OWNER']);
    expect(await eventsOf(editor.id)).toEqual(['workspace_member.removed']);
  });

  it('keep an owner: the last one neither leaves nor becomes less, and hands the workspace over', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    const team = await crm.workspace(ann);
    const { data } = await crm.ask(viewerOf(ann), MEMBERS, { id: team.id });
    const { id } = data.workspace.members.edges[0].node;
    const second = await crm.member(team, bob, WorkspaceRole.EDITOR);
    expect(codeOf(await crm.ask(viewerOf(ann), REMOVE, { id }))).toBe('CONFLICT');
    expect(codeOf(await crm.ask(viewerOf(ann), SET, { input: { id, role: 'EDITOR' } }))).toBe('CONFLICT');
    await crm.ask(viewerOf(ann), SET, { input: { id: second.id, role: 'OWNER' } });
    expect((await crm.ask(viewerOf(ann), SET, { input: { id, role: 'EDITOR' } })).errors).toBeUndefined();
    const after = (await crm.ask(viewerOf(bob), MEMBERS, { id: team.id })).data.workspace;
    expect(after.owner).toEqual({ id: bob.id });
    expect(codeOf(await crm.ask(viewerOf(bob), REMOVE, { id: second.id }))).toBe('CONFLICT');
  });

  it('tell of it when the workspace gets another owner because one leaves', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    const team = await crm.workspace(ann);
    await crm.member(team, bob, WorkspaceRole.OWNER);
    const [own] = await crm.given((db) => db.query('SELECT id FROM workspace_members WHERE user_id = $1', [ann.id]));
    expect((await crm.ask(viewerOf(ann), REMOVE, { id: own.id })).errors).toBeUndefined();
    expect((await crm.ask(viewerOf(bob), MEMBERS, { id: team.id })).data.workspace.owner).toEqual({ id: bob.id });
    expect(await eventsOf(team.id)).toEqual(['workspace.transferred']);
  });

  it('keep an owner when two leave at once', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    const team = await crm.workspace(ann);
    const second = await crm.member(team, bob, WorkspaceRole.OWNER);
    const { data } = await crm.ask(viewerOf(ann), MEMBERS, { id: team.id });
    const first = data.workspace.members.edges.find(({ node }: { node: { id: string } }) => node.id !== second.id).node;
    const answers = await Promise.all([
      crm.ask(viewerOf(ann), REMOVE, { id: first.id }),
      crm.ask(viewerOf(bob), REMOVE, { id: second.id }),
    ]);
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', undefined]);
  });
});
