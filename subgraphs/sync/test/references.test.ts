import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestSync, type TestSync } from './sync.factory';

const CREATE = 'mutation ($input: CreateCalendarSyncTokenInput!) { createCalendarSyncToken(input: $input) { id } }';

describe('the contributor of a calendar', () => {
  let sync: TestSync;
  beforeAll(async () => {
    sync = await startTestSync();
  });
  afterAll(() => sync.stop());

  it('is one that builds knows', async () => {
    const [viewer, contributorId, hidden] = [aViewer(), randomUUID(), randomUUID()];
    sync.others.hide('Contributor', hidden);
    const create = (id: string) => sync.ask(viewer, CREATE, { input: { contributorId: id, provider: 'GOOGLE', refreshToken: 'secret' } });
    expect((await create(contributorId)).errors).toBeUndefined();
    expect(sync.others.questions).toEqual([{ service: 'builds', type: 'Contributor', ids: [contributorId], userId: viewer.userId }]);
    expect((await create(hidden)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.contributorId': 'must be a Contributor that you may see' },
    });
    await sync.others.takeDown('builds');
    expect((await create(randomUUID())).errors?.[0]?.extensions?.code).toBe('UNAVAILABLE');
  });
});
