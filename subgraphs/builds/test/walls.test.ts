import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { accessBreaches, scopesBelow } from '@plat/shared/testing/access-wall';
import { reportScore } from '@plat/shared/testing/report-score';
import { mutatePolicies, rowBreaches } from '@plat/shared/testing/row-wall';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { accessWall } from './access-wall';
import { startTestBuilds, type TestBuilds } from './builds.factory';
import { rowWall } from './row-wall';

describe('row level security of builds', () => {
  let builds: TestBuilds;
  beforeAll(async () => {
    builds = await startTestBuilds({ database: await freshDatabase('builds') });
  });
  afterAll(() => builds.stop());

  it('stands alone', async () => {
    expect(await rowBreaches(builds.database, await rowWall(builds))).toEqual([]);
  });

  it('is tested policy by policy', async () => {
    const score = await mutatePolicies(builds.database, await rowWall(builds));
    reportScore('builds row level security', score);
    expect(score.survivors).toEqual([]);
  });
});

describe('policies in code of builds', () => {
  it('stand alone', async () => {
    const builds = await startTestBuilds({ rls: false });
    expect(await accessBreaches(builds, await accessWall(builds))).toEqual([]);
    await builds.stop();
  });

  it.each(scopesBelow(join(__dirname, '../src')))('are tested: $name', async ({ file, name }) => {
    jest.resetModules();
    jest.doMock(file, () => ({ ...jest.requireActual<object>(file), [name]: () => ({}) }));
    try {
      const factory = require('./builds.factory') as typeof import('./builds.factory');
      const wall = require('./access-wall') as typeof import('./access-wall');
      const builds = await factory.startTestBuilds({ rls: false });
      const breaches = await accessBreaches(builds, await wall.accessWall(builds));
      await builds.stop();
      reportScore(`builds ${name}`, { killed: breaches.length ? 1 : 0, total: 1, survivors: [] });
      expect(breaches).not.toEqual([]);
    } finally {
      jest.dontMock(file);
    }
  });
});
