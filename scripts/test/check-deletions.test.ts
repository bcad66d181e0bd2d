import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type DatabaseUrls, SERVICES } from '@plat/shared/database/service';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { faultsOf, tryDeletions } from '../src/deletions/trial';
import { living } from '../src/processes/living';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'plat-deletions-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

it('deletes in all databases or in none, whichever step crm is killed at, and catches up with whoever was away', async () => {
  const databases = await Promise.all(SERVICES.map(async (service) => [service, await freshDatabase(service)] as const));
  const urls = Object.fromEntries(databases) as unknown as DatabaseUrls;
  const figures = await tryDeletions(
    { urls, directory },
    { each: 6, deaths: ['crm', 'documents', 'crm', 'crm'], seed: 3, here: living('sync', 'builds', 'exchanges', 'gateway') },
  );
  const none = { mistaken: 0, unkept: 0, half: 0, untold: 0, dangling: 0, disordered: 0, outdated: 0, unsettled: 0, heldUp: 0 };
  expect(figures).toMatchObject({ deletions: 30, kills: 4, ...none }); // says which promise was broken
  expect(faultsOf(figures)).toBe(0);
  expect(figures.carriedOut).toBeGreaterThan(0);
  expect(figures.refused).toBeGreaterThanOrEqual(12);
}, 180_000);
