import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type DatabaseUrls, SERVICES } from '@plat/shared/database/service';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { speedTrial } from '../src/events/speed-trial';
import { living } from '../src/processes/living';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'plat-speed-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

it('measures each effect of each change, in crm and in documents', async () => {
  const databases = await Promise.all(SERVICES.map(async (service) => [service, await freshDatabase(service)] as const));
  const urls = Object.fromEntries(databases) as unknown as DatabaseUrls;
  const here = living('crm', 'documents', 'exchanges');
  const { inputs, notRecorded, missing, effects } = await speedTrial({ urls, directory }, { perSecond: 20, seconds: 2, backlog: 0, here });
  expect({ inputs, missing }).toEqual({ inputs: 40, missing: 0 });
  for (const { count, p50, p95 } of Object.values(effects)) {
    expect(count).toBe(inputs - notRecorded);
    expect(p50).toBeGreaterThan(0);
    expect(p95).toBeGreaterThanOrEqual(p50);
  }
}, 120_000);
