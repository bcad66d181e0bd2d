import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@plat/shared/database/admin-client';
import { type DatabaseUrls, SERVICES } from '@plat/shared/database/service';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { tryKeys } from '../src/keyed/trial';
import { judge } from '../src/keyed/verdict';
import { type Work, workOf, worksFor } from '../src/keyed/works';
import { living } from '../src/processes/living';

let urls: DatabaseUrls;
let directory: string;
beforeAll(async () => {
  urls = Object.fromEntries(
    await Promise.all(SERVICES.map(async (service) => [service, await freshDatabase(service)] as const)),
  ) as unknown as DatabaseUrls;
  directory = mkdtempSync(join(tmpdir(), 'plat-keyed-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('mutations with keys, while processes are killed and connections cut', () => {
  it('are neither lost nor done twice', async () => {
    const { lost, doubled, mistaken, inDoubt, resolved, works, fields, kills, attempts } = await tryKeys(
      { urls, directory },
      {
        works: worksFor(200),
        kills: 2,
        seed: 7,
        here: living('builds', 'exchanges', 'gateway'),
      },
    );
    expect({ lost, doubled, mistaken, works, fields, kills }).toEqual({
      lost: 0,
      doubled: 0,
      mistaken: 0,
      works: 125,
      fields: expect.any(Number),
      kills: 2,
    });
    expect(fields).toBeGreaterThanOrEqual(200);
    expect(resolved).toBe(inDoubt);
    expect(attempts).toBeGreaterThan(125);
  }, 120_000);

  it('are found out where they are lost, done twice or answered wrongly', async () => {
    const lead = (): Work => workOf(9, { client: '', contact: '', coordinator: '', users: [] });
    const [lost, doubled, mistaken, right, inDoubt] = [lead(), lead(), lead(), lead(), lead()];
    const add = async (...works: Work[]): Promise<string> =>
      withClient(urls.crm.system, async (client) => {
        const { rows } = await client.query<{ id: string }>(
          `INSERT INTO leads (user_id, name, company) SELECT (SELECT id FROM users LIMIT 1), 'Keyed', unnest($1::text[]) RETURNING id`,
          [works.map(({ mark }) => mark)],
        );
        return rows[0]?.id as string;
      });
    const done = [
      { work: lost, told: { lead: { id: randomUUID() } } },
      { work: doubled, told: { lead: { id: await add(doubled, doubled) } } },
      { work: mistaken, told: { lead: { id: (await add(mistaken)) && randomUUID() } } },
      { work: right, told: { lead: { id: await add(right) } } },
      { work: inDoubt, told: { lead: (await add(inDoubt)) && ('unknown' as const) } },
    ];
    expect(await judge(urls, done as never)).toEqual({ fields: 5, inDoubt: 1, resolved: 1, lost: 1, doubled: 1, mistaken: 1 });
  });
});
