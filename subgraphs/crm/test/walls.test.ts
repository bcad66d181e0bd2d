import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { accessBreaches, scopesBelow } from '@plat/shared/testing/access-wall';
import { reportScore } from '@plat/shared/testing/report-score';
import { mutatePolicies, rowBreaches } from '@plat/shared/testing/row-wall';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { accessWall } from './access-wall';
import { startTestCrm, type TestCrm } from './crm.factory';
import { rowWall } from './row-wall';

describe('row level security of crm', () => {
  let crm: TestCrm;
  beforeAll(async () => {
    crm = await startTestCrm({ database: await freshDatabase('crm') });
  });
  afterAll(() => crm.stop());

  it('stands alone', async () => {
    expect(await rowBreaches(crm.database, await rowWall(crm))).toEqual([]);
  });

  it('is tested policy by policy', async () => {
    const score = await mutatePolicies(crm.database, await rowWall(crm));
    reportScore('crm row level security', score);
    expect(score.survivors).toEqual([]);
  }, 120_000); // each mutant is tried with all cases
});

describe('policies in code of crm', () => {
  it('stand alone', async () => {
    const crm = await startTestCrm({ rls: false });
    expect(await accessBreaches(crm, await accessWall(crm))).toEqual([]);
    await crm.stop();
  });

  it.each(scopesBelow(join(__dirname, '../src')))('are tested: $name', async ({ file, name }) => {
    jest.resetModules();
    jest.doMock(file, () => ({ ...jest.requireActual<object>(file), [name]: () => ({}) }));
    try {
      const factory = require('./crm.factory') as typeof import('./crm.factory');
      const wall = require('./access-wall') as typeof import('./access-wall');
      const crm = await factory.startTestCrm({ rls: false });
      const breaches = await accessBreaches(crm, await wall.accessWall(crm));
      await crm.stop();
      reportScore(`crm ${name}`, { killed: breaches.length ? 1 : 0, total: 1, survivors: [] });
      expect(breaches).not.toEqual([]);
    } finally {
      jest.dontMock(file);
    }
  });
});
