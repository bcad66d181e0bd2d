import { expect, it } from '@jest/globals';
import { onDatabase, withClient } from '../src/database/admin-client';
import { emptyDatabase, freshDatabase, testDatabase } from '../src/testing/test-databases';
import { templateUrls, testAdminUrl } from '../src/testing/test-server';

const rowsOf = async (url: string, sql: string): Promise<Record<string, unknown>[]> =>
  withClient(url, async (client) => (await client.query(sql)).rows);

const RLS =
  'SELECT bool_or(relrowsecurity) AS some, count(*)::int AS tables FROM pg_class WHERE relnamespace = $$public$$::regnamespace AND relkind = $$r$$';

it('gives a worker one database per service and variant, however often it asks', async () => {
  const [first, second, open] = await Promise.all([testDatabase('crm'), testDatabase('crm'), testDatabase('crm', { rls: false })]);
  expect(second).toEqual(first);
  expect(open.app).not.toBe(first.app);
  const [walled] = await rowsOf(first.app, RLS);
  expect(walled).toMatchObject({ some: true });
  expect(await rowsOf(open.app, RLS)).toEqual([{ ...walled, some: false }]);
});

it('keeps a fresh database apart from the shared one and from the template', async () => {
  const [shared, fresh] = [await testDatabase('crm'), await freshDatabase('crm')];
  await withClient(fresh.owner, (client) => client.query('CREATE TABLE only_here (id int)'));
  const [row] = await rowsOf(shared.owner, `SELECT to_regclass('only_here') AS found`);
  expect(row).toEqual({ found: null });
  await expect(rowsOf(templateUrls(testAdminUrl()).crm.owner, 'SELECT 1')).rejects.toThrow(/not currently accepting connections/);
});

it('lets in the roles of the service only, as provisioning does', async () => {
  const { documents } = templateUrls(testAdminUrl());
  const name = new URL((await freshDatabase('crm')).app).pathname.slice(1);
  await expect(rowsOf(onDatabase(documents.app, name), 'SELECT 1')).rejects.toThrow(/permission denied for database/);
});

it('gives an empty database to tests that migrate', async () => {
  const { owner } = await emptyDatabase('crm');
  expect(await rowsOf(owner, RLS)).toEqual([{ some: null, tables: 0 }]);
});
