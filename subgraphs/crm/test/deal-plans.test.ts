import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import { explain, statementsWithValues } from '@plat/shared/testing/explain';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

const SIZE = 25;
let crm: TestCrm;
const ids: Record<'property' | 'lead' | 'deal', string> = { property: '', lead: '', deal: '' };
const viewers: Record<string, Viewer> = {};
// Of 20,000 deals half is the owner's; every tenth of these is about the same lead and the same property.
beforeAll(async () => {
  crm = await startTestCrm({ database: await freshDatabase('crm') });
  const [owner, other] = [await crm.user(), await crm.user()];
  Object.assign(viewers, { owner: viewerOf(owner), admin: viewerOf(await crm.user({ role: UserRole.ADMIN })) });
  ids.property = (await crm.property(owner)).id;
  ids.lead = (await crm.lead(owner)).id;
  ids.deal = (await crm.deal(owner)).id;
  await withClient(crm.database.admin, async (client) => {
    await client.query(
      `INSERT INTO deals (user_id, lead_id, property_id, status, probability, stage, title, next_action_due, created_at)
        SELECT CASE WHEN n % 2 = 0 THEN $1::uuid ELSE $2::uuid END, CASE WHEN n % 10 = 0 THEN $3::uuid END,
          CASE WHEN n % 10 = 0 THEN $4::uuid END, CASE WHEN n % 10 = 0 THEN 'WON' ELSE 'ACTIVE' END::deal_status, 100, 'proposal',
          md5(n::text), timestamptz '2027-01-01' + n * interval '1 minute', timestamptz '2026-01-01' + n * interval '1 second'
        FROM generate_series(1, 20000) n`,
      [owner.id, other.id, ids.lead, ids.property],
    );
    await client.query(
      `INSERT INTO deal_events (deal_id, event_type, created_at)
        SELECT $1, 'UPDATED', timestamptz '2026-01-01' + n * interval '1 second' FROM generate_series(1, 5000) n`,
      [ids.deal],
    );
    await client.query('ANALYZE deals, deal_events, users, leads, properties');
  });
});
afterAll(() => crm.stop());

const LISTS = [
  ['owner', 'deals', 'deals', 'CREATED_AT_DESC'],
  ['owner', 'deals', 'deals', 'CREATED_AT_ASC'],
  ['owner', 'deals', 'deals', 'TITLE_ASC'],
  ['admin', 'deals', 'deals', 'CREATED_AT_DESC'],
  ['admin', 'deals', 'deals', 'TITLE_ASC'],
  ['owner', 'me', 'deals', 'CREATED_AT_DESC'],
  ['owner', 'lead', 'deals', 'CREATED_AT_DESC'],
  ['owner', 'property', 'deals', 'CREATED_AT_DESC'],
  ['owner', 'deal', 'events', 'CREATED_AT_DESC'],
  ['owner', 'deal', 'events', 'CREATED_AT_ASC'],
  ['admin', 'deal', 'events', 'CREATED_AT_DESC'],
] as const;

describe.each(LISTS)('what %s reads through %s of %s by %s', (name, parent, list, orderBy) => {
  it('is a page and no more, at the front and behind it', async () => {
    const viewer = viewers[name] as Viewer;
    let after = '';
    for (let page = 0; page < 3; page += 1) {
      const field = `${list}(orderBy: ${orderBy} ${after}) { edges { node { id } } pageInfo { endCursor } }`;
      const above = {
        deals: '',
        me: 'me',
        lead: `lead(id: "${ids.lead}")`,
        property: `property(id: "${ids.property}")`,
        deal: `deal(id: "${ids.deal}")`,
      };
      const query = parent === 'deals' ? `{ ${field} }` : `{ ${above[parent]} { ${field} } }`;
      const statements = await statementsWithValues(async () => {
        const { data, errors } = await crm.ask(viewer, query);
        const found = parent === 'deals' ? data.deals : data[parent][list];
        expect([errors, found.edges.length]).toEqual([undefined, SIZE]);
        after = `after: "${found.pageInfo.endCursor}"`;
      });
      const read = statements.at(-1) as (typeof statements)[number];
      const { sequentialScans, rowsRead, rowsSorted } = await explain(crm.database.app, viewer, read);
      expect([sequentialScans, rowsSorted]).toEqual([[], 0]);
      expect(rowsRead).toBeLessThanOrEqual(5 * (SIZE + 1));
    }
  });
});
