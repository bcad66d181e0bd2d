import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments();
});
afterAll(() => documents.stop());

const eventsOf = (id: string) =>
  documents.given((db) => db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));
const stateOf = async (id: string) =>
  (
    await documents.given((db) =>
      db.query('SELECT trashed_at IS NOT NULL AS trashed, connection_id, uploaded_by, version FROM documents WHERE id = $1', [id]),
    )
  )[0];

describe('documents of what was deleted', () => {
  it('go to the trash with their owner, where nobody sees them, and forget who uploaded them', async () => {
    const [owner, admin] = [aViewer(), aViewer('ADMIN')];
    const own = await documents.document(owner);
    const papers = await documents.exchangeDocument(randomUUID(), { uploadedById: owner.userId });
    expect(await tellDeletion(documents, 'User', owner.userId, { actorUserId: admin.userId })).toBeUndefined();
    expect(await stateOf(own.id)).toEqual({ trashed: true, connection_id: null, uploaded_by: null, version: 3 });
    expect(await stateOf(papers.id)).toEqual({ trashed: false, connection_id: null, uploaded_by: null, version: 2 });
    expect(await eventsOf(own.id)).toMatchObject([
      { type: 'document.trashed', actor_user_id: admin.userId },
      { type: 'document.detached', payload: { old: { uploaded_by: owner.userId }, new: { uploaded_by: null } } },
    ]);
    const { data } = await documents.ask(admin, 'query ($id: ID!) { document(id: $id) { id } }', { id: own.id });
    expect(data.document).toBeNull();
  });

  it('stay when their platform is disconnected, if its owner said so', async () => {
    const [owner, kept, trashed] = [aViewer(), randomUUID(), randomUUID()];
    const [stays, goes] = [
      await documents.document(owner, { platformLinkId: kept }),
      await documents.document(owner, { platformLinkId: trashed }),
    ];
    await tellDeletion(documents, 'PlatformLink', kept, { payload: { keeps: ['Document'] } });
    await tellDeletion(documents, 'PlatformLink', trashed, { payload: { keeps: [] } });
    expect(await stateOf(stays.id)).toMatchObject({ trashed: false, connection_id: null });
    expect(await stateOf(goes.id)).toMatchObject({ trashed: true });
    expect(await eventsOf(stays.id)).toMatchObject([{ type: 'document.detached' }]);
  });
});
