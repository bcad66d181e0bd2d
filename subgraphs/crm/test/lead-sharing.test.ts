import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import type { Lead } from '../src/lead/lead.entity';
import { type User, UserRole } from '../src/user/user.entity';
import type { Workspace } from '../src/workspace/workspace.entity';
import { type WorkspaceMember, WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
let ann: User;
let team: Workspace;
let lead: Lead;
let viewership: WorkspaceMember;
const who = {} as Record<'owner' | 'chief' | 'editor' | 'reader' | 'stranger' | 'admin', Viewer>;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());
// Ann's lead, in a workspace that Bea owns and Ann edits.
beforeEach(async () => {
  const [bea, bob, cat] = [await crm.user(), await crm.user(), await crm.user()];
  ann = await crm.user();
  team = await crm.workspace(bea);
  await crm.member(team, ann, WorkspaceRole.EDITOR);
  await crm.member(team, bob, WorkspaceRole.EDITOR);
  viewership = await crm.member(team, cat, WorkspaceRole.VIEWER);
  lead = await crm.lead(ann, { workspaceId: team.id });
  Object.assign(who, { owner: viewerOf(ann), chief: viewerOf(bea), editor: viewerOf(bob), reader: viewerOf(cat) });
  Object.assign(who, { stranger: viewerOf(await crm.user()), admin: viewerOf(await crm.user({ role: UserRole.ADMIN })) });
});

const MOVE = 'mutation ($input: MoveLeadInput!) { moveLead(input: $input) { id version workspace { id } } }';
const READ = `query ($id: ID!, $team: ID!) { lead(id: $id) { id } leads(filter: { id: { eq: $id } }) { totalCount }
  workspace(id: $team) { leads { edges { node { id } } totalCount } } }`;
type Answer = Awaited<ReturnType<TestCrm['ask']>>;
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions?.code;
const move = (as: Viewer, workspaceId: string | null, more: object = {}) =>
  crm.ask(as, MOVE, { input: { id: lead.id, workspaceId, ...more } });
const edit = (as: Viewer) => crm.ask(as, 'mutation ($id: ID!) { updateLead(input: { id: $id, score: 5 }) { score } }', { id: lead.id });
const remove = (as: Viewer) => crm.ask(as, 'mutation ($id: ID!) { deleteLead(id: $id) { id user { id } } }', { id: lead.id });
const sees = async (as: Viewer): Promise<boolean> => {
  const { data } = await crm.ask(as, READ, { id: lead.id, team: team.id });
  expect(data.leads.totalCount).toBe(data.lead ? 1 : 0);
  return data.lead !== null;
};
const each = async (act: (as: Viewer) => Promise<unknown>) =>
  Object.fromEntries(await Promise.all(Object.entries(who).map(async ([name, as]) => [name, await act(as)])));

describe('a lead that a workspace shares', () => {
  it('is read by its owner, the members and an administrator', async () => {
    expect(await each(sees)).toEqual({ owner: true, chief: true, editor: true, reader: true, stranger: false, admin: true });
    const { data } = await crm.ask(who.reader, READ, { id: lead.id, team: team.id });
    expect(data.workspace.leads).toEqual({ edges: [{ node: { id: lead.id } }], totalCount: 1 });
  });

  it('is edited by its owner and by who writes into the workspace', async () => {
    const none = undefined;
    expect(await each(async (as) => codeOf(await edit(as)))).toEqual({
      owner: none,
      chief: none,
      editor: none,
      reader: 'FORBIDDEN',
      stranger: 'NOT_FOUND',
      admin: 'FORBIDDEN',
    });
  });

  it.each(['owner', 'chief'] as const)('is deleted by its %s', async (name) => {
    expect((await remove(who[name])).data.deleteLead).toEqual({ id: lead.id, user: name === 'owner' ? { id: ann.id } : null });
    expect(await sees(who.owner)).toBe(false);
  });

  it('is moved and deleted by no other', async () => {
    const { editor, reader, stranger, admin } = who;
    for (const act of [remove, (as: Viewer) => move(as, null)]) {
      expect(await Promise.all([editor, reader, stranger, admin].map(async (as) => codeOf(await act(as))))).toEqual([
        'FORBIDDEN',
        'FORBIDDEN',
        'NOT_FOUND',
        'FORBIDDEN',
      ]);
    }
  });

  it('is taken out by an owner of the workspace, who sees it no more, and goes back to its own', async () => {
    const { data, errors } = await move(who.chief, null, { version: 1 });
    expect(errors).toBeUndefined();
    expect(data.moveLead).toEqual({ id: lead.id, version: 2, workspace: null });
    expect(await each(sees)).toEqual({ owner: true, chief: false, editor: false, reader: false, stranger: false, admin: true });
    const events = await crm.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1', [lead.id]));
    expect(events).toEqual([
      expect.objectContaining({
        type: 'lead.moved',
        payload: expect.objectContaining({ old: { workspace_id: team.id }, new: { workspace_id: null } }),
      }),
    ]);
    expect((await move(who.owner, team.id)).data.moveLead).toEqual({ id: lead.id, version: 3, workspace: { id: team.id } });
    expect(await sees(who.reader)).toBe(true);
  });

  it('moves only to where its mover writes, and by the version that was seen', async () => {
    const elsewhere = await crm.workspace(await crm.user());
    expect(codeOf(await move(who.owner, elsewhere.id))).toBe('NOT_FOUND');
    expect(codeOf(await move(who.owner, randomUUID()))).toBe('NOT_FOUND');
    expect(codeOf(await move(who.owner, 'x'))).toBe('NOT_FOUND');
    await crm.member(elsewhere, ann, WorkspaceRole.VIEWER);
    expect(codeOf(await move(who.owner, elsewhere.id))).toBe('FORBIDDEN');
    expect(codeOf(await move(who.owner, null, { version: 7 }))).toBe('CONFLICT');
    const undecided = await crm.ask(who.owner, MOVE, { input: { id: lead.id } });
    expect(undecided.errors?.[0]?.extensions?.fields).toEqual({
      'input.workspaceId': 'must be given; null leaves the lead to its owner alone',
    });
  });

  it('is made there by who writes into it', async () => {
    const make = (as: Viewer, workspaceId = team.id) =>
      crm.ask(as, 'mutation ($input: CreateLeadInput!) { createLead(input: $input) { workspace { id } } }', {
        input: { name: 'New', workspaceId },
      });
    expect((await make(who.editor, team.id.toUpperCase())).data.createLead).toEqual({ workspace: { id: team.id } });
    expect(await Promise.all([who.reader, who.stranger, who.admin].map(async (as) => codeOf(await make(as))))).toEqual([
      'FORBIDDEN',
      'NOT_FOUND',
      'FORBIDDEN',
    ]);
    expect(codeOf(await make(who.admin, randomUUID()))).toBe('NOT_FOUND');
  });

  it('is gone with the membership, at the next request of the same viewer', async () => {
    expect(await sees(who.reader)).toBe(true);
    await crm.ask(who.chief, 'mutation ($id: ID!) { removeWorkspaceMember(id: $id) { id } }', { id: viewership.id });
    expect(await sees(who.reader)).toBe(false);
    expect(codeOf(await edit(who.reader))).toBe('NOT_FOUND');
  });

  it('stays its owner’s when the owner leaves, and when the workspace is deleted', async () => {
    await crm.given((db) => db.query('DELETE FROM workspace_members WHERE workspace_id = $1 AND user_id = $2', [team.id, ann.id]));
    expect([await sees(who.owner), codeOf(await edit(who.owner))]).toEqual([true, undefined]);
    const { errors } = await crm.ask(who.chief, 'mutation ($id: ID!) { deleteWorkspace(id: $id) { id } }', { id: team.id });
    expect(errors).toBeUndefined();
    expect(await each(sees)).toEqual({ owner: true, chief: false, editor: false, reader: false, stranger: false, admin: true });
    const { data } = await crm.ask(who.owner, 'query ($id: ID!) { lead(id: $id) { workspace { id } } }', { id: lead.id });
    expect(data.lead).toEqual({ workspace: null });
  });
});

describe('leads of several workspaces', () => {
  it('are read in one statement', async () => {
    for (let n = 0; n < 3; n += 1) {
      const workspace = await crm.workspace(ann);
      await crm.lead(ann, { workspaceId: workspace.id });
    }
    const query = '{ workspaces { edges { node { leads { edges { node { id workspace { id } } } } } } } }';
    expect(await crm.statementsOf(() => crm.ask(who.owner, query))).toHaveLength(3);
  });
});

describe('a list of own and shared leads', () => {
  it.each(['NAME_ASC', 'SCORE_DESC', 'CREATED_AT_ASC'])('has each once, page by page in both directions, by %s', async (orderBy) => {
    const second = await crm.workspace(ann);
    for (let n = 0; n < 4; n += 1) {
      await crm.lead(ann, { name: `own ${n}`, score: n });
      await crm.lead(ann, { name: `shared ${n}`, score: null, workspaceId: second.id });
    }
    const query = (page: string) =>
      `{ leads(orderBy: ${orderBy} ${page}) { edges { node { id } } totalCount pageInfo { startCursor endCursor } } }`;
    const ids = ({ edges }: { edges: { node: { id: string } }[] }) => edges.map(({ node }) => node.id);
    const all = (await crm.ask(who.owner, query('first: 50'))).data.leads;
    expect([all.totalCount, new Set(ids(all)).size]).toEqual([9, 9]);
    const walk = async (step: (cursor?: string) => string, cursor: 'startCursor' | 'endCursor') => {
      const pages: string[][] = [];
      for (let at: string | undefined; pages.length < 4; ) {
        const { leads } = (await crm.ask(who.owner, query(step(at)))).data;
        pages.push(ids(leads));
        at = leads.pageInfo[cursor] ?? at;
      }
      return pages;
    };
    const forward = await walk((at) => `first: 4 ${at ? `after: "${at}"` : ''}`, 'endCursor');
    const backward = await walk((at) => `last: 4 ${at ? `before: "${at}"` : ''}`, 'startCursor');
    expect(forward.flat()).toEqual(ids(all));
    expect(backward.reverse().flat()).toEqual(ids(all));
  });
});
