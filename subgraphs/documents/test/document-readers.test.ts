import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { EVENTS_PATH, toCloudEvent } from '@plat/shared/events/cloud-event';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { aViewer } from '@plat/shared/testing/viewers';
import { DocumentAccessLevel } from '../src/document/document.enum';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments();
});
afterAll(() => documents.stop());

const CREATE = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id } }';
const UPDATE = 'mutation ($input: UpdateDocumentInput!) { updateDocument(input: $input) { id } }';
const notice = { origin: 'EXCHANGE', fileName: 'notice.pdf', fileType: 'pdf', sourceUrl: 'https://files.example.com/notice.pdf' };
const { RESTRICTED } = DocumentAccessLevel;

const done = async (viewer: Viewer, query: string, input: object): Promise<string> => {
  const { data, errors } = await documents.ask(viewer, query, { input });
  expect(errors).toBeUndefined();
  return (Object.values(data as object)[0] as { id: string }).id;
};
/** What the last event of a document says of who reads it. */
const told = async (id: string) => {
  const [{ payload }] = await documents.given((db) =>
    db.query('SELECT payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq DESC LIMIT 1', [id]),
  );
  return { readers: payload.readers, newReaders: payload.newReaders };
};
const contacts = (...viewers: Viewer[]) => viewers.map(({ contactId }) => contactId).sort();

async function anExchange() {
  const [coordinator, client, agency, blind, former] = [aViewer(), aViewer(), aViewer(), aViewer(), aViewer()];
  const exchangeId = await documents.participation(coordinator, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
  const parts: [Viewer, string, string[], boolean][] = [
    [client, 'CLIENT', ['VIEW', 'UPLOAD'], true],
    [agency, 'AGENCY', ['VIEW'], true],
    [blind, 'CLIENT', ['MESSAGE'], true],
    [former, 'CLIENT', ['VIEW'], false],
  ];
  for (const [viewer, role, permissions, isActive] of parts)
    await documents.participation(viewer, { subjectId: exchangeId, role, permissions, isActive });
  return { exchangeId, coordinator, client, agency };
}

/** exchanges says whether it wants anybody notified of one of its exchanges. */
const tellExchange = async (exchangeId: string, notifications_enabled: boolean) => {
  const event = { id: randomUUID(), source: 'exchanges' as const, seq: '1', type: 'exchange.updated', subjectType: 'Exchange' };
  const payload = { new: { notifications_enabled } };
  const batch = [toCloudEvent({ ...event, subjectId: exchangeId, actorUserId: null, occurredAt: new Date(), payload })];
  await documents.subgraph.internal[EVENTS_PATH]?.answer(
    batch,
    documents.subgraph.internalCall('exchanges', NOBODY, { requestId: 'test' }),
  );
};

describe('the event of a document', () => {
  it('names who reads it in its exchange: active participants with VIEW', async () => {
    const { exchangeId, coordinator, client, agency } = await anExchange();
    const id = await done(client, CREATE, { ...notice, exchangeId });
    expect(await told(id)).toEqual({ readers: { contacts: contacts(coordinator, client, agency) }, newReaders: undefined });
  });

  it('names of a RESTRICTED one those in an allowed role, and its uploader as long as that one takes part', async () => {
    const { exchangeId, coordinator, client, agency } = await anExchange();
    const id = await done(client, CREATE, { ...notice, exchangeId, accessLevel: 'RESTRICTED', allowedRoles: ['COORDINATOR'] });
    expect((await told(id)).readers).toEqual({
      contacts: contacts(coordinator),
      uploader: { userId: client.userId, contacts: contacts(client, agency) },
    });
  });

  it('tells those whom an edit lets in from those who read it before, and forgets those whom it shuts out', async () => {
    const { exchangeId, coordinator, client, agency } = await anExchange();
    const id = await done(client, CREATE, { ...notice, exchangeId, accessLevel: 'RESTRICTED', allowedRoles: ['COORDINATOR'] });
    await done(coordinator, UPDATE, { id, allowedRoles: ['COORDINATOR', 'AGENCY'] });
    expect(await told(id)).toMatchObject({ readers: { contacts: contacts(coordinator) }, newReaders: { contacts: contacts(agency) } });
    await done(coordinator, UPDATE, { id, title: 'Notice', accessLevel: 'EXCHANGE' });
    expect(await told(id)).toMatchObject({
      readers: { contacts: contacts(coordinator, agency) },
      newReaders: { contacts: contacts(client) },
    });
    await done(coordinator, UPDATE, { id, accessLevel: 'RESTRICTED', allowedRoles: ['COORDINATOR'] });
    expect(await told(id)).toMatchObject({ readers: { contacts: contacts(coordinator) }, newReaders: { contacts: [] } });
  });

  it('names nobody of an exchange that notifies nobody, until it does', async () => {
    const { exchangeId, coordinator, client } = await anExchange();
    await tellExchange(exchangeId, false);
    const id = await done(client, CREATE, { ...notice, exchangeId });
    expect((await told(id)).readers).toEqual({ contacts: [] });
    await tellExchange(exchangeId, true);
    await done(coordinator, UPDATE, { id, title: 'Notice' });
    expect((await told(id)).readers.contacts).toContain(client.contactId);
  });

  it('names the owner of one’s own, the lead’s of a lead’s, and the client of a project’s that it sees', async () => {
    const [owner, client, staff] = [aViewer(), aViewer('USER', { clientId: randomUUID() }), aViewer('AGENT')];
    const own = await documents.document(owner);
    await done(owner, UPDATE, { id: own.id, title: 'Mine' });
    expect((await told(own.id)).readers).toMatchObject({ users: [owner.userId] });
    const ofLead = await documents.leadDocument(await documents.owned(owner, 'Lead'));
    await done(owner, UPDATE, { id: ofLead.id, title: 'Its' });
    expect((await told(ofLead.id)).readers).toMatchObject({ users: [owner.userId] });
    const projectId = await documents.project(client);
    for (const clientVisible of [true, false]) {
      const { id } = await documents.projectDocument(projectId, { clientVisible });
      await done(staff, UPDATE, { id, title: 'Plan' });
      expect((await told(id)).readers).toMatchObject({ clients: clientVisible ? [client.clientId] : [] });
    }
  });

  it('names them of what goes because something else does, and what that was', async () => {
    const owner = aViewer();
    const [link, property] = [randomUUID(), randomUUID()];
    const [gone, stays] = [
      await documents.document(owner, { platformLinkId: link }),
      await documents.document(owner, { propertyId: property }),
    ];
    await tellDeletion(documents, 'PlatformLink', link);
    await tellDeletion(documents, 'Property', property);
    for (const [id, type] of [
      [gone.id, 'document.trashed'],
      [stays.id, 'document.detached'],
    ]) {
      const events = await documents.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1', [id]));
      expect(events).toMatchObject([{ type, payload: { readers: { users: [owner.userId] }, cause: expect.any(String) } }]);
    }
  });

  it('names the uploader of a RESTRICTED one to nobody by a contact that is not theirs', async () => {
    const { exchangeId, agency } = await anExchange();
    const { id } = await documents.exchangeDocument(exchangeId, { accessLevel: RESTRICTED, allowedRoles: ['AGENCY'], uploadedById: null });
    await tellDeletion(documents, 'Exchange', exchangeId);
    expect((await told(id)).readers).toEqual({ contacts: contacts(agency) });
  });
});
