import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { accessBreaches, scopesBelow } from '@plat/shared/testing/access-wall';
import { reportScore } from '@plat/shared/testing/report-score';
import { mutatePolicies, rowBreaches } from '@plat/shared/testing/row-wall';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { accessWall } from './access-wall';
import { rowWall } from './row-wall';
import { startTestSync, type TestSync } from './sync.factory';

describe('row level security of sync', () => {
  let sync: TestSync;
  beforeAll(async () => {
    sync = await startTestSync({ database: await freshDatabase('sync') });
  });
  afterAll(() => sync.stop());

  it('stands alone', async () => {
    expect(await rowBreaches(sync.database, await rowWall(sync))).toEqual([]);
  });

  it('is tested policy by policy', async () => {
    const score = await mutatePolicies(sync.database, await rowWall(sync));
    reportScore('sync row level security', score);
    expect(score.survivors).toEqual([]);
  });
});

describe('policies in code of sync', () => {
  it('stand alone', async () => {
    const sync = await startTestSync({ rls: false });
    expect(await accessBreaches(sync, await accessWall(sync))).toEqual([]);
    await sync.stop();
  });

  it.each(scopesBelow(join(__dirname, '../src')))('are tested: $name', async ({ file, name }) => {
    jest.resetModules();
    jest.doMock(file, () => ({ ...jest.requireActual<object>(file), [name]: () => ({}) }));
    try {
      const factory = require('./sync.factory') as typeof import('./sync.factory');
      const wall = require('./access-wall') as typeof import('./access-wall');
      const sync = await factory.startTestSync({ rls: false });
      const breaches = await accessBreaches(sync, await wall.accessWall(sync));
      await sync.stop();
      reportScore(`sync ${name}`, { killed: breaches.length ? 1 : 0, total: 1, survivors: [] });
      expect(breaches).not.toEqual([]);
    } finally {
      jest.dontMock(file);
    }
  });
});
