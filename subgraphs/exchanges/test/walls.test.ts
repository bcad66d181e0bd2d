import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { accessBreaches, scopesBelow } from '@plat/shared/testing/access-wall';
import { reportScore } from '@plat/shared/testing/report-score';
import { mutatePolicies, rowBreaches } from '@plat/shared/testing/row-wall';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { accessWall } from './access-wall';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';
import { rowWall } from './row-wall';

describe('row level security of exchanges', () => {
  let exchanges: TestExchanges;
  beforeAll(async () => {
    exchanges = await startTestExchanges({ database: await freshDatabase('exchanges') });
  });
  afterAll(() => exchanges.stop());

  it('stands alone', async () => {
    expect(await rowBreaches(exchanges.database, await rowWall(exchanges))).toEqual([]);
  });

  it('is tested policy by policy', async () => {
    const score = await mutatePolicies(exchanges.database, await rowWall(exchanges));
    reportScore('exchanges row level security', score);
    expect(score.survivors).toEqual([]);
  });
});

describe('policies in code of exchanges', () => {
  it('stand alone', async () => {
    const exchanges = await startTestExchanges({ rls: false });
    expect(await accessBreaches(exchanges, await accessWall(exchanges))).toEqual([]);
    await exchanges.stop();
  });

  it.each(scopesBelow(join(__dirname, '../src')))('are tested: $name', async ({ file, name }) => {
    jest.resetModules();
    jest.doMock(file, () => ({ ...jest.requireActual<object>(file), [name]: () => ({}) }));
    try {
      const factory = require('./exchanges.factory') as typeof import('./exchanges.factory');
      const wall = require('./access-wall') as typeof import('./access-wall');
      const exchanges = await factory.startTestExchanges({ rls: false });
      const breaches = await accessBreaches(exchanges, await wall.accessWall(exchanges));
      await exchanges.stop();
      reportScore(`exchanges ${name}`, { killed: breaches.length ? 1 : 0, total: 1, survivors: [] });
      expect(breaches).not.toEqual([]);
    } finally {
      jest.dontMock(file);
    }
  });
});
