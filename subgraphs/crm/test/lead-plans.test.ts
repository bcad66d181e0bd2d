import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import { explain, statementsWithValues } from '@plat/shared/testing/explain';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { UserRole } from '../src/user/user.entity';
import { WorkspaceRole } from '../src/workspace-member/workspace-member.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

const SIZE = 25;
let crm: TestCrm;
let team: string;
const viewers: Record<string, Viewer> = {};
// Of 20,000 leads a quarter is the owner's alone, and a quarter its own and shared. The first hundred, which are the last of
// most lists, are a newcomer's and its small team's.
beforeAll(async () => {
  crm = await startTestCrm({ database: await freshDatabase('crm') });
  const [owner, member, other, newcomer, mate] = [await crm.user(), await crm.user(), await crm.user(), await crm.user(), await crm.user()];
  const small = await crm.workspace(newcomer);
  await crm.member(small, mate, WorkspaceRole.EDITOR);
  const workspace = await crm.workspace(owner);
  await crm.member(workspace, member, WorkspaceRole.VIEWER);
  team = workspace.id;
  Object.assign(viewers, { newcomer: viewerOf(newcomer), mate: viewerOf(mate) });
  Object.assign(viewers, { owner: viewerOf(owner), member: viewerOf(member), admin: viewerOf(await crm.user({ role: UserRole.ADMIN })) });
  await withClient(crm.database.admin, async (client) => {
    await client.query(
      `INSERT INTO leads (user_id, workspace_id, name, email, score, created_at)
        SELECT CASE WHEN n <= 100 THEN $4::uuid WHEN n % 4 < 2 THEN $1::uuid ELSE $2::uuid END,
          CASE WHEN n <= 100 THEN $5::uuid WHEN n % 4 = 0 THEN $3::uuid END, md5(n::text),
          'l' || n || '@example.com', n % 101, timestamptz '2026-01-01' + n * interval '1 second' FROM generate_series(1, 20000) n`,
      [owner.id, other.id, team, newcomer.id, small.id],
    );
    // So many members that reading all of them for one viewer would show.
    await client.query(
      `INSERT INTO users (username, email, password_hash) SELECT 'm' || n, 'm' || n || '@example.com', 'none' FROM generate_series(1, 5000) n`,
    );
    await client.query(
      `INSERT INTO workspace_members (workspace_id, user_id, role) SELECT $1, id, 'VIEWER' FROM users WHERE username LIKE 'm%' ON CONFLICT DO NOTHING`,
      [team],
    );
    await client.query('ANALYZE leads, users, workspaces, workspace_members');
  });
});
afterAll(() => crm.stop());

const PAGE = '{ edges { node { id } } pageInfo { endCursor } }';
const LISTS = [
  ['owner', 'leads', 'CREATED_AT_DESC'],
  ['owner', 'leads', 'CREATED_AT_ASC'],
  ['owner', 'leads', 'NAME_ASC'],
  ['member', 'leads', 'CREATED_AT_DESC'],
  ['member', 'leads', 'NAME_ASC'],
  ['newcomer', 'leads', 'CREATED_AT_DESC'],
  ['mate', 'leads', 'CREATED_AT_DESC'],
  ['admin', 'leads', 'CREATED_AT_DESC'],
  ['owner', 'me', 'CREATED_AT_DESC'],
  ['member', 'workspace', 'CREATED_AT_DESC'],
] as const;

describe.each(LISTS)('what %s reads of leads through %s by %s', (name, list, orderBy) => {
  it('is a page and no more, at the front and behind it', async () => {
    const viewer = viewers[name] as Viewer;
    let after = '';
    for (let page = 0; page < 3; page += 1) {
      const leads = `leads(orderBy: ${orderBy} ${after}) ${PAGE}`;
      const query = { leads: `{ ${leads} }`, me: `{ me { ${leads} } }`, workspace: `{ workspace(id: "${team}") { ${leads} } }` }[list];
      const statements = await statementsWithValues(async () => {
        const { data, errors } = await crm.ask(viewer, query);
        const found = list === 'leads' ? data.leads : data[list].leads;
        expect([errors, found.edges.length]).toEqual([undefined, SIZE]);
        after = `after: "${found.pageInfo.endCursor}"`;
      });
      const read = statements.at(-1) as (typeof statements)[number];
      const { sequentialScans, rowsRead, rowsSorted } = await explain(crm.database.app, viewer, read);
      expect(sequentialScans).toEqual([]);
      // What is merged is a page of each part.
      expect(rowsSorted).toBeLessThanOrEqual(5 * (SIZE + 1));
      expect(rowsRead).toBeLessThanOrEqual(10 * (SIZE + 1));
    }
  });
});

// Not so for requests: under row level security a function that may show what it is given waits for the policy.
it.each([
  ['an address', `lower(email) = lower('L7@example.com')`, 'leads_email_lower_idx'],
  ['the beginning of an address', `lower(email) LIKE lower('L777%')`, 'leads_email_lower_idx'],
  ['the beginning of a name', `lower(name) LIKE lower('ABC%')`, 'leads_name_lower_idx'],
  ['a tag', `tags @> CAST(ARRAY['rare'] AS text[])`, 'leads_tags_idx'],
])('the system finds leads by %s through its index', async (_, condition, index) => {
  const plan = await crm.given((db) => db.query(`EXPLAIN (FORMAT json) SELECT id FROM leads WHERE ${condition}`));
  expect(JSON.stringify(plan)).toContain(index);
});
