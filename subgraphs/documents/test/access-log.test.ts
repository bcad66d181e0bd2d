import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DocumentsContext } from '../src/context';
import { accessed } from './access-log.factory';
import { startTestDocuments, type TestDocuments } from './documents.factory';

const LIST = `query ($id: ID!, $action: [DocumentAccessAction!]) { document(id: $id) { downloadCount lastAccessedAt version
  accessLogs(filter: { action: $action }) { edges { node { documentId documentTitle action success errorMessage actorName actorEmail
    ipAddress userAgent versionNumber user { id } document { id } } } totalCount } } }`;
const ALL = `query ($id: ID!) { documentAccessLogs(filter: { documentId: { eq: $id } }, orderBy: CREATED_AT_ASC) {
  edges { node { documentTitle actorName user { id } document { id } } } } }`;

describe('the log of accesses', () => {
  let documents: TestDocuments;
  beforeAll(async () => {
    documents = await startTestDocuments();
  });
  afterAll(() => documents.stop());

  it('says who, what, when and from where, and shows all of it to the owner', async () => {
    const [owner, client] = [aViewer(), aViewer('CLIENT')];
    const deed = await documents.document(owner, { title: 'Deed of Elm St' });
    await accessed(documents, client, deed, { action: 'PREVIEW', versionNumber: 3 });
    await accessed(documents, owner, deed, { action: 'PIN_ATTEMPT', success: false, errorMessage: 'The PIN is wrong.' });
    const { data, errors } = await documents.ask(owner, LIST, { id: deed.id, action: ['PREVIEW', 'PIN_ATTEMPT'] });
    expect(errors).toBeUndefined();
    expect(data.document.accessLogs.edges.map(({ node }: { node: object }) => node)).toEqual([
      expect.objectContaining({ action: 'PIN_ATTEMPT', success: false, errorMessage: 'The PIN is wrong.', actorName: 'USER' }),
      {
        documentId: deed.id,
        documentTitle: 'Deed of Elm St',
        action: 'PREVIEW',
        success: true,
        errorMessage: null,
        actorName: 'CLIENT',
        actorEmail: 'CLIENT@example.com',
        ipAddress: '203.0.113.9',
        userAgent: 'a browser',
        versionNumber: 3,
        user: { id: client.userId },
        document: { id: deed.id },
      },
    ]);
  });

  it('counts what was downloaded, and nothing else, and raises no version by that', async () => {
    const owner = aViewer();
    const deed = await documents.document(owner);
    await accessed(documents, owner, deed, { action: 'DOWNLOAD', success: false });
    await accessed(documents, owner, deed, { action: 'VIEW' });
    const before = await documents.ask(owner, LIST, { id: deed.id });
    expect(before.data.document).toMatchObject({ downloadCount: 0, lastAccessedAt: null });
    await Promise.all(Array.from({ length: 10 }, () => accessed(documents, owner, deed, { action: 'DOWNLOAD' })));
    const { data } = await documents.ask(owner, LIST, { id: deed.id, action: ['DOWNLOAD'] });
    expect(data.document).toMatchObject({ downloadCount: 10, version: 1, accessLogs: { totalCount: 11 } });
    expect(data.document.lastAccessedAt).not.toBeNull();
  });

  it('is committed whatever becomes of the request', async () => {
    const owner = aViewer();
    const deed = await documents.document(owner);
    const work = documents.subgraph.work(owner, async ({ accessLog, scope }: DocumentsContext) => {
      const { viewer, origin } = scope;
      await accessLog.record({ documentId: deed.id, title: deed.title, action: 'DOWNLOAD', success: false, viewer, origin });
      throw new Error('refused');
    });
    await expect(work).rejects.toThrow('refused');
    const { data } = await documents.ask(owner, LIST, { id: deed.id });
    expect(data.document.accessLogs.totalCount).toBe(1);
  });

  it('outlives the document and its people, with their names', async () => {
    const [owner, client, admin] = [aViewer(), aViewer('CLIENT'), aViewer('ADMIN')];
    const deed = await documents.document(owner, { title: 'Deed' });
    await accessed(documents, client, deed);
    await documents.given((db) => db.query('DELETE FROM documents WHERE id = $1', [deed.id]));
    expect(await tellDeletion(documents, 'User', client.userId)).toBeUndefined();
    expect(await tellDeletion(documents, 'User', owner.userId)).toBeUndefined();
    const { data } = await documents.ask(admin, ALL, { id: deed.id });
    expect(data.documentAccessLogs.edges).toEqual([{ node: { documentTitle: 'Deed', actorName: 'CLIENT', user: null, document: null } }]);
  });

  it('keeps what a visitor said of themselves, and no address that is none', async () => {
    const owner = aViewer();
    const deed = await documents.document(owner);
    const origin = { requestId: 'test', address: 'fe80::1%eth0' };
    await accessed(documents, NOBODY, deed, { viewer: undefined, actor: { name: 'A visitor', email: null }, origin, action: 'SHARE' });
    const { data } = await documents.ask(owner, LIST, { id: deed.id });
    expect(data.document.accessLogs.edges[0].node).toMatchObject({ user: null, actorName: 'A visitor', actorEmail: null, ipAddress: null });
  });

  it('carries the whole row into its event, so that crm’s chain has it', async () => {
    const owner = aViewer();
    const deed = await documents.document(owner);
    const id = await accessed(documents, owner, deed, { action: 'PREVIEW', success: false, errorMessage: 'No.', versionNumber: 2 });
    const [event] = await documents.given((db) =>
      db.query(`SELECT type, subject_type, subject_id, actor_user_id, payload FROM outbox_events WHERE subject_id = $1`, [id]),
    );
    const [row] = await documents.given((db) => db.query('SELECT to_jsonb(l) AS row FROM document_access_logs l WHERE id = $1', [id]));
    expect(event).toMatchObject({ type: 'document.accessed', subject_type: 'DocumentAccessLog', actor_user_id: owner.userId });
    expect(event.payload).toMatchObject({ success: false, error: 'No.', documentId: deed.id });
    expect(Object.keys(event.payload.new).sort()).toEqual(Object.keys(row.row).sort());
    for (const [column, value] of Object.entries(row.row))
      expect([column, column === 'created_at' ? new Date(event.payload.new[column]).getTime() : event.payload.new[column]]).toEqual([
        column,
        column === 'created_at' ? new Date(value as string).getTime() : value,
      ]);
  });

  it('writes nobody down who has just been deleted', async () => {
    const [owner, gone] = [aViewer(), aViewer()];
    const deed = await documents.document(owner);
    await tellDeletion(documents, 'User', gone.userId);
    await expect(accessed(documents, gone, deed)).rejects.toThrow();
  });
});
