import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import { explain, statementsWithValues } from '@plat/shared/testing/explain';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

const SIZE = 25;
let crm: TestCrm;
const viewers: Record<string, Viewer> = {};
beforeAll(async () => {
  crm = await startTestCrm({ database: await freshDatabase('crm') });
  for (const role of ['ADMIN', 'AGENT', 'USER'] as const) viewers[role] = viewerOf(await crm.user({ role: UserRole[role] }));
  const rows = (columns: string, values: string) =>
    `(${columns}, created_at) SELECT ${values}, timestamptz '2026-01-01' + n * interval '1 second' FROM generate_series(1, 20000) n`;
  await withClient(crm.database.admin, async (client) => {
    await client.query(
      `INSERT INTO contacts ${rows('owner_user_id, email, type', `CASE WHEN n % 2 = 0 THEN $1::uuid END, 'c' || n || '@example.com', 'OTHER'`)}`,
      [viewers.USER?.userId],
    );
    await client.query(`INSERT INTO clients ${rows('name', 'md5(n::text)')}`);
    await client.query(`INSERT INTO users ${rows('username, email, password_hash', `'u' || n, 'u' || n || '@example.com', 'none'`)}`);
    await client.query(
      `INSERT INTO properties ${rows('user_id, address, property_type', `$1::uuid, '{"line1":"1","city":"c","state":"s","zip":"z"}', 'house'`)}`,
      [viewers.USER?.userId],
    );
    await client.query(
      `INSERT INTO audit_logs ${rows('source_subgraph, action, entity_type, hash, seq, user_id', `'crm', 'a.b', 'A', 'h', n, CASE WHEN n % 2 = 0 THEN $1::uuid END`)}`,
      [viewers.USER?.userId],
    );
    await client.query('ANALYZE contacts, clients, users, properties, user_plans, audit_logs');
  });
});
afterAll(() => crm.stop());

/** Lists by an order in which the column is never null; where it may be, the whole list is sorted. */
const LISTS = [
  ['AGENT', 'contacts', 'CREATED_AT_DESC'],
  ['AGENT', 'contacts', 'CREATED_AT_ASC'],
  ['USER', 'contacts', 'CREATED_AT_DESC'],
  ['ADMIN', 'contacts', 'CREATED_AT_DESC'],
  ['AGENT', 'clients', 'CREATED_AT_DESC'],
  ['AGENT', 'clients', 'CREATED_AT_ASC'],
  ['AGENT', 'clients', 'NAME_ASC'],
  ['ADMIN', 'users', 'CREATED_AT_DESC'],
  ['ADMIN', 'users', 'CREATED_AT_ASC'],
  ['ADMIN', 'users', 'EMAIL_ASC'],
  ['ADMIN', 'userPlans', 'CREATED_AT_DESC'],
  ['ADMIN', 'userPlans', 'CREATED_AT_ASC'],
  ['USER', 'properties', 'CREATED_AT_DESC'],
  ['USER', 'properties', 'CREATED_AT_ASC'],
  ['ADMIN', 'properties', 'CREATED_AT_DESC'],
  ['ADMIN', 'auditLogs', 'CREATED_AT_DESC'],
  ['ADMIN', 'auditLogs', 'CREATED_AT_ASC'],
  ['USER', 'auditLogs', 'CREATED_AT_DESC'],
] as const;

describe.each(LISTS)('what %s reads of %s by %s', (role, list, orderBy) => {
  it('is a page and no more, at the front and behind it', async () => {
    const viewer = viewers[role] as Viewer;
    let after = '';
    for (let page = 0; page < 3; page += 1) {
      const statements = await statementsWithValues(async () => {
        const { data, errors } = await crm.ask(
          viewer,
          `{ ${list}(orderBy: ${orderBy} ${after}) { edges { node { id } } pageInfo { endCursor } } }`,
        );
        expect([errors, data[list].edges.length]).toEqual([undefined, SIZE]);
        after = `after: "${data[list].pageInfo.endCursor}"`;
      });
      expect(statements).toHaveLength(1);
      const { sequentialScans, rowsRead, rowsSorted } = await explain(
        crm.database.app,
        viewer,
        statements[0] as (typeof statements)[number],
      );
      expect([sequentialScans, rowsSorted]).toEqual([[], 0]);
      expect(rowsRead).toBeLessThanOrEqual(5 * (SIZE + 1));
    }
  });
});
