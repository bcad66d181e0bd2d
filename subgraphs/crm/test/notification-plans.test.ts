import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { withClient } from '@plat/shared/database/admin-client';
import { explain, statementsWithValues } from '@plat/shared/testing/explain';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import type { User } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

const SIZE = 25;
let crm: TestCrm;
let ann: User;
beforeAll(async () => {
  crm = await startTestCrm({ database: await freshDatabase('crm') });
  ann = await crm.user();
  const other = await crm.user();
  await withClient(crm.database.admin, async (client) => {
    await client.query(
      `INSERT INTO notifications (user_id, kind, message, dedupe_key, created_at)
        SELECT CASE WHEN n % 2 = 0 THEN $1::uuid ELSE $2::uuid END, 'PLAN_CHANGED', 'm', n::text,
          timestamptz '2026-01-01' + n * interval '1 second' FROM generate_series(1, 40000) n`,
      [ann.id, other.id],
    );
    await client.query('ANALYZE notifications');
  });
});
afterAll(() => crm.stop());

it.each([
  ['a page of an inbox', `notifications(first: ${SIZE}) { edges { node { id } } }`, 5 * (SIZE + 1)],
  ['a page of what is unread', `notifications(first: ${SIZE}, filter: { unread: true }) { edges { node { id } } }`, 5 * (SIZE + 1)],
  ['the count of what is unread', 'unreadNotificationCount', 3 * 100],
])('%s reads as much as it shows, however full the inbox is', async (_, field, most) => {
  const statements = await statementsWithValues(async () => {
    expect((await crm.ask(viewerOf(ann), `{ me { ${field} } }`)).errors).toBeUndefined();
  });
  expect(statements).toHaveLength(2);
  const { sequentialScans, rowsRead, rowsSorted } = await explain(
    crm.database.app,
    viewerOf(ann),
    statements[1] as (typeof statements)[number],
  );
  expect([sequentialScans, rowsSorted]).toEqual([[], 0]);
  expect(rowsRead).toBeLessThanOrEqual(most);
});
