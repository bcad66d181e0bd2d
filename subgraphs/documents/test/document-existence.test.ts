import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import type { Viewer } from '@plat/shared/access/viewer';
import { subgraphServer } from '@plat/shared/graphql/subgraph-server';
import { EXISTS_PATH } from '@plat/shared/references/existence';
import { aViewer } from '@plat/shared/testing/viewers';
import type { FastifyInstance } from 'fastify';
import { DocumentAccessLevel } from '../src/document/document.enum';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
let server: FastifyInstance;
beforeAll(async () => {
  documents = await startTestDocuments();
  server = subgraphServer(documents.subgraph);
});
afterAll(async () => {
  await server.close();
  await documents.stop();
});

const exist = async (viewer: Viewer, ids: readonly string[], inExchange?: string): Promise<string[]> => {
  const token = await new IdentityIssuer('documents', documents.keys.own).mint(viewer, 'documents');
  const headers = { [IDENTITY_HEADER]: token };
  const answer = await server.inject({ method: 'POST', url: EXISTS_PATH, headers, payload: { type: 'Document', ids, inExchange } });
  expect(answer.statusCode).toBe(200);
  return answer.json().ids;
};

describe('what others may refer to in documents', () => {
  it('is what the viewer reads, and where an exchange is named, what belongs to it', async () => {
    const ann = aViewer('CLIENT');
    const part = { role: 'CLIENT', permissions: ['VIEW', 'MESSAGE'] };
    const [exchangeId, secondId] = [await documents.participation(ann, part), await documents.participation(ann, part)];
    const [paper, elsewhere, own] = [
      await documents.exchangeDocument(exchangeId),
      await documents.exchangeDocument(secondId),
      await documents.document(ann),
    ];
    const hidden = await documents.exchangeDocument(exchangeId, { accessLevel: DocumentAccessLevel.RESTRICTED, allowedRoles: ['AGENCY'] });
    const trashed = await documents.exchangeDocument(exchangeId, { trashedAt: new Date() });
    const all = [paper, elsewhere, own, hidden, trashed].map(({ id }) => id);
    expect((await exist(ann, [...all, randomUUID()])).sort()).toEqual([paper.id, elsewhere.id, own.id].sort());
    expect(await exist(ann, all, exchangeId.toUpperCase())).toEqual([paper.id]);
    expect(await exist(ann, all, randomUUID())).toEqual([]);
    expect(await exist(aViewer('CLIENT'), all, exchangeId)).toEqual([]);
    expect(await exist(aViewer('ADMIN'), all, exchangeId)).toEqual(expect.arrayContaining([paper.id, hidden.id]));
  });
});
