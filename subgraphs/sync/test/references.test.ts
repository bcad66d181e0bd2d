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
    const asked = { service: 'builds', type: 'Contributor', ids: [contributorId], userId: viewer.userId };
    expect(sync.others.questions).toEqual([{ ...asked, ofUser: viewer.userId }]);
    expect((await create(hidden)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.contributorId': 'must be the Contributor of that user' },
    });
    // Who writes contributors connects a calendar for any of them.
    const staff = aViewer('AGENT');
    const theirs = randomUUID();
    const input = { contributorId: theirs, provider: 'GOOGLE', refreshToken: 'secret' };
    expect((await sync.ask(staff, CREATE, { input })).errors).toBeUndefined();
    expect(sync.others.questions.at(-1)).toEqual({ service: 'builds', type: 'Contributor', ids: [theirs], userId: staff.userId });
    await sync.others.takeDown('builds');
    expect((await create(randomUUID())).errors?.[0]?.extensions?.code).toBe('UNAVAILABLE');
  });
});
