import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { DocumentAccessLevel } from '../src/document/document.enum';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
beforeAll(async () => {
  // What is PUBLIC everybody finds, in other tests as well.
  documents = await startTestDocuments({ database: await freshDatabase('documents') });
});
afterAll(() => documents.stop());

const CREATE =
  'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id accessLevel allowedRoles user { id } uploadedBy { id } exchange { id } } }';
const UPDATE = 'mutation ($input: UpdateDocumentInput!) { updateDocument(input: $input) { id version accessLevel allowedRoles } }';
const notice = { origin: 'EXCHANGE', fileName: 'notice.pdf', fileType: 'pdf', sourceUrl: 'https://files.example.com/notice.pdf' };
const { PUBLIC, RESTRICTED } = DocumentAccessLevel;

const sees = async (viewer: Viewer, id: string) =>
  (await documents.ask(viewer, 'query ($id: ID!) { document(id: $id) { id } }', { id })).data.document?.id === id;
const outcome = async (viewer: Viewer, query: string, input: object) => {
  const { data, errors } = await documents.ask(viewer, query, { input });
  return errors ? errors[0]?.extensions?.code : Object.values(data as object)[0];
};
const all = ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'];

/** An exchange with one person in each part. */
async function anExchange() {
  const [coordinator, client, agency, thirdParty] = [aViewer('COORDINATOR'), aViewer('CLIENT'), aViewer('AGENCY'), aViewer('THIRD_PARTY')];
  const exchangeId = await documents.participation(coordinator, { role: 'COORDINATOR', permissions: all });
  await documents.participation(client, { subjectId: exchangeId, role: 'CLIENT', permissions: ['VIEW', 'MESSAGE', 'UPLOAD'] });
  await documents.participation(agency, { subjectId: exchangeId, role: 'AGENCY', permissions: ['VIEW', 'MESSAGE', 'UPLOAD'] });
  await documents.participation(thirdParty, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW', 'MESSAGE'] });
  return { exchangeId, coordinator, client, agency, thirdParty };
}

describe('documents of an exchange', () => {
  it('are seen by its participants, restricted ones by the allowed roles, public ones by everybody', async () => {
    const { exchangeId, coordinator, client, agency, thirdParty } = await anExchange();
    const open = await documents.exchangeDocument(exchangeId);
    const closed = await documents.exchangeDocument(exchangeId, {
      accessLevel: RESTRICTED,
      allowedRoles: ['CLIENT', 'COORDINATOR'],
      uploadedById: agency.userId,
    });
    const published = await documents.exchangeDocument(exchangeId, { accessLevel: PUBLIC });
    const [stranger, admin] = [aViewer('COORDINATOR'), aViewer('ADMIN')];
    const who = { coordinator, client, agency, thirdParty, stranger, admin };
    const seen = Object.fromEntries(
      await Promise.all(
        Object.entries(who).map(async ([name, viewer]) => [
          name,
          await Promise.all([open, closed, published].map(({ id }) => sees(viewer, id))),
        ]),
      ),
    );
    expect(seen).toEqual({
      coordinator: [true, true, true],
      client: [true, true, true],
      agency: [true, true, true],
      thirdParty: [true, false, true],
      stranger: [false, false, true],
      admin: [true, true, true],
    });
  });

  it('are lost with the participation, also to who uploaded them', async () => {
    const ann = aViewer('CLIENT');
    const exchangeId = await documents.participation(ann, { role: 'CLIENT', permissions: all, isActive: false });
    const { id } = await documents.exchangeDocument(exchangeId, {
      uploadedById: ann.userId,
      accessLevel: RESTRICTED,
      allowedRoles: ['CLIENT'],
    });
    expect(await sees(ann, id)).toBe(false);
    expect(await outcome(ann, UPDATE, { id, title: 'Mine' })).toBe('NOT_FOUND');
    expect(await outcome(ann, CREATE, { ...notice, exchangeId })).toBe('NOT_FOUND');
  });

  it('count all of a person’s parts together', async () => {
    const ann = aViewer();
    const exchangeId = await documents.participation(ann, { role: 'THIRD_PARTY', permissions: [] });
    await documents.participation(ann, { subjectId: exchangeId, role: 'AGENCY', permissions: ['VIEW'] });
    const { id } = await documents.exchangeDocument(exchangeId, { accessLevel: RESTRICTED, allowedRoles: ['THIRD_PARTY'] });
    expect(await sees(ann, id)).toBe(true);
  });

  it('are added by who may upload, as the uploader and nobody’s own', async () => {
    const { exchangeId, client, thirdParty } = await anExchange();
    expect(await outcome(client, CREATE, { ...notice, exchangeId })).toEqual({
      id: expect.any(String),
      accessLevel: 'EXCHANGE',
      allowedRoles: null,
      user: null,
      uploadedBy: { id: client.userId },
      exchange: { id: exchangeId },
    });
    expect(await outcome(thirdParty, CREATE, { ...notice, exchangeId })).toBe('FORBIDDEN');
    expect(await outcome(aViewer('COORDINATOR'), CREATE, { ...notice, exchangeId })).toBe('NOT_FOUND');
    expect(await outcome(client, CREATE, { ...notice, exchangeId: randomUUID() })).toBe('NOT_FOUND');
  });

  it('are added by who may upload and not look on, who then reads these and nothing else', async () => {
    const { exchangeId, coordinator } = await anExchange();
    const writer = aViewer('AGENCY');
    await documents.participation(writer, { subjectId: exchangeId, role: 'AGENCY', permissions: ['UPLOAD'] });
    const other = await documents.exchangeDocument(exchangeId);
    const { id } = (await outcome(writer, CREATE, { ...notice, exchangeId })) as { id: string };
    expect(await Promise.all([id, other.id].map((one) => sees(writer, one)))).toEqual([true, false]);
    const list = 'query ($id: ID!) { documents(filter: { exchangeId: { eq: $id } }) { totalCount edges { node { id } } } }';
    expect((await documents.ask(writer, list, { id: exchangeId })).data.documents).toEqual({ totalCount: 1, edges: [{ node: { id } }] });
    expect(await outcome(writer, UPDATE, { id, title: 'Mine' })).toMatchObject({ version: 2 });
    expect(await outcome(coordinator, UPDATE, { id, accessLevel: 'RESTRICTED', allowedRoles: ['COORDINATOR'] })).toMatchObject({
      version: 3,
    });
    expect(await sees(writer, id)).toBe(true);
    await documents.given((db) => db.query('UPDATE access_grants SET is_active = false WHERE principal_id = $1', [writer.contactId]));
    expect(await sees(writer, id)).toBe(false);
  });

  it('tell their exchange to the audit', async () => {
    const { exchangeId, client } = await anExchange();
    const { id } = (await outcome(client, CREATE, { ...notice, exchangeId })) as { id: string };
    expect(
      await documents.given((db) => db.query("SELECT payload->>'exchangeId' AS exchange FROM outbox_events WHERE subject_id = $1", [id])),
    ).toEqual([{ exchange: exchangeId }]);
  });

  it('are edited by who manages the exchange, and by the uploader while it may upload', async () => {
    const { exchangeId, coordinator, client, agency, thirdParty } = await anExchange();
    const { id } = await documents.exchangeDocument(exchangeId, { uploadedById: client.userId });
    expect(await outcome(client, UPDATE, { id, title: 'Notice' })).toMatchObject({ version: 2 });
    expect(
      await outcome(coordinator, UPDATE, { id, version: 2, accessLevel: 'RESTRICTED', allowedRoles: ['CLIENT', 'COORDINATOR'] }),
    ).toMatchObject({ version: 3 });
    expect(await outcome(agency, UPDATE, { id, title: 'Mine' })).toBe('NOT_FOUND');
    const own = await documents.exchangeDocument(exchangeId, { uploadedById: thirdParty.userId });
    expect(await outcome(thirdParty, UPDATE, { id: own.id, title: 'Mine' })).toBe('FORBIDDEN');
    expect(await outcome(agency, UPDATE, { id: own.id, title: 'Mine' })).toBe('FORBIDDEN');
    expect(await outcome(aViewer('ADMIN'), UPDATE, { id: own.id, title: 'Mine' })).toBe('FORBIDDEN');
  });

  it('are made public by coordinators alone, who then speak for everybody', async () => {
    const { exchangeId, coordinator, client } = await anExchange();
    const { id } = await documents.exchangeDocument(exchangeId, { uploadedById: client.userId });
    expect(await outcome(client, CREATE, { ...notice, exchangeId, accessLevel: 'PUBLIC' })).toBe('FORBIDDEN');
    expect(await outcome(client, UPDATE, { id, accessLevel: 'PUBLIC' })).toBe('FORBIDDEN');
    expect(await outcome(coordinator, UPDATE, { id, accessLevel: 'PUBLIC' })).toMatchObject({ accessLevel: 'PUBLIC' });
    expect(await outcome(client, UPDATE, { id, title: 'Wire to me' })).toBe('FORBIDDEN');
    expect(await outcome(client, UPDATE, { id, title: 'Ours again', accessLevel: 'EXCHANGE' })).toMatchObject({ accessLevel: 'EXCHANGE' });
    expect(await outcome(coordinator, CREATE, { ...notice, exchangeId, accessLevel: 'PUBLIC' })).toMatchObject({ accessLevel: 'PUBLIC' });
  });

  it('keep a role of whoever restricts them, unless it is the uploader', async () => {
    const { exchangeId, coordinator, client } = await anExchange();
    const { id } = await documents.exchangeDocument(exchangeId, { uploadedById: client.userId });
    expect(await outcome(coordinator, UPDATE, { id, accessLevel: 'RESTRICTED', allowedRoles: ['AGENCY'] })).toBe('BAD_USER_INPUT');
    expect(await outcome(client, UPDATE, { id, accessLevel: 'RESTRICTED', allowedRoles: ['AGENCY'] })).toMatchObject({
      accessLevel: 'RESTRICTED',
      allowedRoles: ['AGENCY'],
    });
    expect(await outcome(client, UPDATE, { id, allowedRoles: [] })).toBe('BAD_USER_INPUT');
    expect(await sees(coordinator, id)).toBe(false);
  });
});
