import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { IdentityIssuer } from '../src/access/identity-token';
import { ServiceClient } from '../src/access/service-client';
import { NOBODY, type Viewer } from '../src/access/viewer';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { noteDatabase, noteService } from './fixtures/note-service';

let service: TestSubgraph;
let client: ServiceClient;
beforeAll(async () => {
  service = await startTestSubgraph(noteService(), { database: await noteDatabase() });
  const crm = await service.listen();
  const nowhere = 'http://127.0.0.1:1';
  const addresses = { crm, documents: crm, sync: crm, builds: crm, exchanges: nowhere };
  client = new ServiceClient(new IdentityIssuer('crm', service.keys.own), addresses);
});
afterAll(async () => {
  await client.close();
  await service.stop();
});

const noted = z.object({ note: z.object({ title: z.string() }).nullable() });

describe('a service’s graph asked by another service', () => {
  it('answers what the viewer may read, and null for the rest', async () => {
    const viewer = aViewer();
    const { data } = await service.ask(viewer, 'mutation { addNote(title: "mine") { id } }');
    const ask = (as: Viewer) => client.query('crm', as, 'query ($id: ID!) { note(id: $id) { title } }', { id: data.addNote.id }, noted);
    expect([await ask(viewer), await ask(aViewer())]).toEqual([{ note: { title: 'mine' } }, { note: null }]);
  });

  it.each([
    ['of a service that is down', () => client.query('exchanges', aViewer(), '{ note(id: "1") { title } }', {}, noted)],
    ['for nobody', () => client.query('crm', NOBODY, '{ note(id: "1") { title } }', {}, noted)],
    ['of which a part failed', () => client.query('crm', aViewer(), '{ note(id: "1") { title } read(sql: "SELECT 1/0") }', {}, noted)],
    ['that is another than expected', () => client.query('crm', aViewer(), '{ topics(ids: []) { id } }', {}, noted)],
    ['to what is no operation', () => client.query('crm', aViewer(), '{', {}, noted)],
    ['with a token for another service', () => client.query('documents', aViewer(), '{ note(id: "1") { title } }', {}, noted)],
  ])('is UNAVAILABLE where there is no whole answer: %s', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
