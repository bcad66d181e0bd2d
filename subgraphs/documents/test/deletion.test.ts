import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
beforeAll(async () => {
  // What is PUBLIC everybody finds, in other tests as well.
  documents = await startTestDocuments({ database: await freshDatabase('documents') });
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

  it('stay where a legal hold or a retention keeps them, as nobody’s, until an administrator lets them go', async () => {
    const [owner, admin, coordinator] = [aViewer(), aViewer('ADMIN'), aViewer('COORDINATOR')];
    const held = await documents.document(owner);
    const hold = await documents.hold(held);
    const exchangeId = await documents.participation(coordinator, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
    const policy = await documents.retentionPolicy({ origin: 'EXCHANGE' as never, realEstateType: null, category: 'TAX' as never });
    const [retained, published, template, other] = [
      await documents.exchangeDocument(exchangeId, { category: 'TAX' as never }),
      await documents.exchangeDocument(exchangeId, { category: 'TAX' as never, accessLevel: 'PUBLIC' as never }),
      await documents.exchangeDocument(exchangeId, { category: 'TAX' as never, isTemplate: true }),
      await documents.exchangeDocument(exchangeId),
    ];
    expect(await tellDeletion(documents, 'User', owner.userId, { actorUserId: admin.userId })).toBeUndefined();
    expect(await tellDeletion(documents, 'Exchange', exchangeId)).toBeUndefined();
    expect(await eventsOf(held.id)).toMatchObject([
      { type: 'document.detached', actor_user_id: admin.userId, payload: { old: { user_id: owner.userId }, new: { user_id: null } } },
      { type: 'document.detached', payload: { old: { uploaded_by: owner.userId } } },
    ]);
    expect(await stateOf(other.id)).toMatchObject({ trashed: true });
    const READ = 'query ($id: ID!) { document(id: $id) { detachedAt exchange { id } } }';
    for (const { id } of [held, retained, published, template]) {
      expect(await stateOf(id)).toMatchObject({ trashed: false });
      expect((await documents.ask(admin, READ, { id })).data.document).toMatchObject({ detachedAt: expect.any(String), exchange: null });
      for (const viewer of [owner, coordinator, aViewer('SUPPORT')])
        expect((await documents.ask(viewer, READ, { id })).data.document).toBeNull();
    }
    const TRASH = 'mutation ($id: ID!) { trashDocument(id: $id) { id } }';
    const PURGE = 'mutation ($id: ID!) { purgeDocument(id: $id) { id } }';
    expect((await documents.ask(admin, TRASH, { id: held.id })).errors?.[0]?.extensions?.code).toBe('LOCKED');
    const RELEASE = 'mutation ($id: ID!) { releaseLegalHold(id: $id, reason: "Settled.") { id } }';
    expect((await documents.ask(admin, RELEASE, { id: hold.holdId })).errors).toBeUndefined();
    for (const query of [TRASH, PURGE]) expect((await documents.ask(admin, query, { id: held.id })).errors).toBeUndefined();
    expect((await documents.ask(admin, TRASH, { id: retained.id })).errors).toBeUndefined();
    expect((await documents.ask(admin, PURGE, { id: retained.id })).errors?.[0]?.extensions).toMatchObject({
      code: 'LOCKED',
      keptBy: 'RETENTION',
    });
    await documents.given((db) => db.query('UPDATE retention_policies SET is_active = false WHERE id = $1', [policy.id]));
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
