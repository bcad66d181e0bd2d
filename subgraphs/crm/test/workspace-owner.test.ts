import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { type User, UserRole } from '../src/user/user.entity';
import type { Workspace } from '../src/workspace/workspace.entity';
import { WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
let [ann, bob, eve, boss]: User[] = [];
let team: Workspace;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());
// Ann's workspace, in which Bob reads.
beforeEach(async () => {
  [ann, bob, eve, boss] = [await crm.user(), await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
  team = await crm.workspace(ann);
  await crm.member(team, bob, WorkspaceRole.VIEWER);
});

const as = (user: User | undefined): Viewer => viewerOf(user as User);
type Answer = Awaited<ReturnType<TestCrm['ask']>>;
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions?.code;
const TRANSFER = 'mutation ($input: TransferWorkspaceInput!) { transferWorkspace(input: $input) { version } }';
const transfer = (viewer: Viewer, userId: string | undefined, version?: number) =>
  crm.ask(viewer, TRANSFER, { input: { id: team.id, userId, version } });
const remove = (viewer: Viewer, id = team.id) => crm.ask(viewer, 'mutation ($id: ID!) { deleteWorkspace(id: $id) { id name } }', { id });
const eventsOf = (id: string): Promise<{ type: string }[]> =>
  crm.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));
const rolesOf = async () => {
  const rows: { user_id: string; role: string }[] = await crm.given((db) =>
    db.query('SELECT user_id, role FROM workspace_members WHERE workspace_id = $1', [team.id]),
  );
  return Object.fromEntries(rows.map(({ user_id, role }) => [user_id === ann?.id ? 'ann' : 'bob', role]));
};

describe('a workspace that is handed over', () => {
  it('has another owner, and an editor who owned it', async () => {
    expect((await transfer(as(ann), bob?.id.toUpperCase(), 1)).data.transferWorkspace).toEqual({ version: 2 });
    const { data } = await crm.ask(as(bob), 'query ($id: ID!) { workspace(id: $id) { owner { id } } }', { id: team.id });
    expect(data.workspace.owner).toEqual({ id: bob?.id });
    expect(await rolesOf()).toEqual({ ann: 'EDITOR', bob: 'OWNER' });
    expect(await eventsOf(team.id)).toEqual([
      {
        type: 'workspace.transferred',
        payload: expect.objectContaining({ old: { owner_user_id: ann?.id }, new: { owner_user_id: bob?.id } }),
      },
    ]);
    expect(codeOf(await transfer(as(ann), bob?.id))).toBe('FORBIDDEN');
  });

  it('goes to another member alone, by an owner, and by the version that was seen', async () => {
    expect(codeOf(await transfer(as(ann), eve?.id))).toBe('NOT_FOUND');
    expect(codeOf(await transfer(as(ann), randomUUID()))).toBe('NOT_FOUND');
    expect(codeOf(await transfer(as(ann), 'x'))).toBe('NOT_FOUND');
    const self = await transfer(as(ann), ann?.id);
    expect(self.errors?.[0]?.extensions?.fields).toEqual({ 'input.userId': 'must be another member than you' });
    expect(codeOf(await transfer(as(ann), bob?.id, 9))).toBe('CONFLICT');
    expect(codeOf(await transfer(as(bob), bob?.id))).toBe('FORBIDDEN');
    expect(codeOf(await transfer(as(boss), bob?.id))).toBe('FORBIDDEN');
    expect(codeOf(await transfer(as(eve), bob?.id))).toBe('NOT_FOUND');
    expect([await rolesOf(), await eventsOf(team.id)]).toEqual([{ ann: 'OWNER', bob: 'VIEWER' }, []]);
  });
});

describe('a workspace that is deleted', () => {
  it('is gone for all its members, and leaves those inside', async () => {
    const { data } = await crm.ask(as(ann), 'mutation ($id: ID!) { createWorkspace(input: { name: "In", parentId: $id }) { id } }', {
      id: team.id,
    });
    expect((await remove(as(ann))).data.deleteWorkspace).toEqual({ id: team.id, name: 'Team' });
    const query = 'query ($id: ID!) { workspace(id: $id) { parent { id } } }';
    expect((await crm.ask(as(bob), query, { id: team.id })).data.workspace).toBeNull();
    expect((await crm.ask(as(ann), query, { id: data.createWorkspace.id })).data.workspace).toEqual({ parent: null });
    expect((await eventsOf(team.id)).map(({ type }) => type)).toEqual(['workspace.deleted']);
    expect(codeOf(await remove(as(ann)))).toBe('NOT_FOUND');
  });

  it('is deleted by its owners alone', async () => {
    expect(await Promise.all([bob, boss, eve].map(async (user) => codeOf(await remove(as(user)))))).toEqual([
      'FORBIDDEN',
      'FORBIDDEN',
      'NOT_FOUND',
    ]);
    expect(codeOf(await remove(as(ann), 'x'))).toBe('NOT_FOUND');
  });
});
