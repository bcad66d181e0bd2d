import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { accessBreaches, scopesBelow } from '@plat/shared/testing/access-wall';
import { reportScore } from '@plat/shared/testing/report-score';
import { mutatePolicies, rowBreaches } from '@plat/shared/testing/row-wall';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { accessWall } from './access-wall';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { rowWall } from './row-wall';

describe('row level security of documents', () => {
  let documents: TestDocuments;
  beforeAll(async () => {
    documents = await startTestDocuments({ database: await freshDatabase('documents') });
  });
  afterAll(() => documents.stop());

  it('stands alone', async () => {
    expect(await rowBreaches(documents.database, await rowWall(documents))).toEqual([]);
  });

  it('is tested policy by policy', async () => {
    const score = await mutatePolicies(documents.database, await rowWall(documents));
    reportScore('documents row level security', score);
    expect(score.survivors).toEqual([]);
  });
});

describe('policies in code of documents', () => {
  it('stand alone', async () => {
    const documents = await startTestDocuments({ rls: false });
    expect(await accessBreaches(documents, await accessWall(documents))).toEqual([]);
    await documents.stop();
  });

  it.each(scopesBelow(join(__dirname, '../src')))('are tested: $name', async ({ file, name }) => {
    jest.resetModules();
    jest.doMock(file, () => ({ ...jest.requireActual<object>(file), [name]: () => ({}) }));
    try {
      const factory = require('./documents.factory') as typeof import('./documents.factory');
      const wall = require('./access-wall') as typeof import('./access-wall');
      const documents = await factory.startTestDocuments({ rls: false });
      const breaches = await accessBreaches(documents, await wall.accessWall(documents));
      await documents.stop();
      reportScore(`documents ${name}`, { killed: breaches.length ? 1 : 0, total: 1, survivors: [] });
      expect(breaches).not.toEqual([]);
    } finally {
      jest.dontMock(file);
    }
  });
});
