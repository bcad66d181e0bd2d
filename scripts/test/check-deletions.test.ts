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
  expect({ ...figures, bad: faultsOf(figures) }).toMatchObject({ deletions: 30, kills: 4, bad: 0 });
  expect(figures.carriedOut).toBeGreaterThan(0);
  expect(figures.refused).toBeGreaterThanOrEqual(12);
}, 180_000);
