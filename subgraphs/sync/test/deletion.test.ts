import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestSync, type TestSync } from './sync.factory';

let sync: TestSync;
beforeAll(async () => {
  sync = await startTestSync();
});
afterAll(() => sync.stop());

const DELETE = `mutation ($id: ID!, $version: Int, $documents: DocumentsOfPlatformLink! = KEEP) {
  deletePlatformLink(id: $id, version: $version, documents: $documents) { id name } }`;
const eventsOf = (id: string) =>
  sync.given((db) => db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1', [id]));

describe('disconnecting a platform', () => {
  it.each([
    ['KEEP', ['Document']],
    ['TRASH', []],
  ])('forgets its credentials, and tells documents to %s what came from it', async (documents, keeps) => {
    const owner = aViewer();
    const link = await sync.platformLink(owner);
    const stale = await sync.ask(owner, DELETE, { id: link.id, version: 2, documents });
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 1 });
    const { data, errors } = await sync.ask(owner, DELETE, { id: link.id, version: 1, documents });
    expect(errors).toBeUndefined();
    expect(data.deletePlatformLink).toEqual({ id: link.id, name: link.name });
    const [event, ...more] = await eventsOf(link.id);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      type: 'platform_link.deleted',
      actor_user_id: owner.userId,
      payload: { keeps, old: { name: link.name } },
    });
    expect(JSON.stringify(event)).not.toContain(link.credentialsCiphertext);
  });

  it('follows its owner, in the name of whoever deleted that user', async () => {
    const [owner, admin] = [aViewer(), aViewer('ADMIN')];
    const [link, calendar] = [await sync.platformLink(owner), await sync.calendarToken(owner)];
    expect(await tellDeletion(sync, 'User', owner.userId, { actorUserId: admin.userId })).toBeUndefined();
    expect(await eventsOf(link.id)).toMatchObject([{ type: 'platform_link.deleted', actor_user_id: admin.userId }]);
    expect(await eventsOf(calendar.id)).toMatchObject([{ type: 'calendar_sync_token.deleted', actor_user_id: admin.userId }]);
  });
});
