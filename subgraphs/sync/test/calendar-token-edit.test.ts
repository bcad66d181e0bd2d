import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import type { SealedSecret } from '@plat/shared/crypto/secret-cipher';
import { aViewer } from '@plat/shared/testing/viewers';
import { refreshTokenPlace } from '../src/calendar-token/sealed-token';
import { startTestSync, type TestSync } from './sync.factory';

let sync: TestSync;
beforeAll(async () => {
  sync = await startTestSync();
});
afterAll(() => sync.stop());

const FIELDS = 'id version provider syncStatus lastSyncAt user { id }';
const CREATE = `mutation ($input: CreateCalendarSyncTokenInput!) { createCalendarSyncToken(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation ($input: UpdateCalendarSyncTokenInput!) { updateCalendarSyncToken(input: $input) { ${FIELDS} } }`;
const DELETE = 'mutation ($id: ID!) { deleteCalendarSyncToken(id: $id) { id syncStatus } }';
const REDACTED = { refresh_token_ciphertext: '[redacted]', nonce: '[redacted]', salt: '[redacted]' };

const connect = (as: Viewer, input: object = {}) =>
  sync.ask(as, CREATE, { input: { contributorId: randomUUID(), provider: 'GOOGLE', refreshToken: '1//hunter2', ...input } });
const edit = (as: Viewer, input: object) => sync.ask(as, UPDATE, { input });
const codeOf = ({ errors }: Awaited<ReturnType<TestSync['ask']>>) => errors?.[0]?.extensions?.code;
const faultsOf = ({ errors }: Awaited<ReturnType<TestSync['ask']>>) => errors?.[0]?.extensions?.fields;

interface StoredToken extends SealedSecret {
  readonly user_id: string;
  readonly sync_token: string | null;
}
const stored = (id: string) =>
  sync.given(
    (db): Promise<StoredToken[]> =>
      db.query('SELECT user_id, refresh_token_ciphertext AS ciphertext, nonce, salt, sync_token FROM calendar_sync_tokens WHERE id = $1', [
        id,
      ]),
  );
const sealedOf = async (id: string) => {
  const [row] = await stored(id);
  if (!row) throw new Error('no such row');
  const { ciphertext, nonce, salt } = row;
  return { ciphertext, nonce, salt, userId: row.user_id };
};
const refreshTokenOf = async (id: string) => {
  const { userId, ...sealed } = await sealedOf(id);
  return sync.cipher.decrypt(sealed, refreshTokenPlace({ id, userId }));
};
const eventsOf = (id: string) =>
  sync.given(
    (db): Promise<{ type: string; actor_user_id: string; payload: { old?: object; new?: object } }[]> =>
      db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]),
  );

describe('connecting a calendar', () => {
  it('keeps the refresh token encrypted for this row and owner alone, and records it redacted', async () => {
    const [ann, contributorId] = [aViewer(), randomUUID()];
    const { data, errors } = await connect(ann, { contributorId });
    expect(errors).toBeUndefined();
    const { id, ...token } = data.createCalendarSyncToken;
    expect(token).toEqual({ version: 1, provider: 'GOOGLE', syncStatus: 'ACTIVE', lastSyncAt: null, user: { id: ann.userId } });
    expect(await refreshTokenOf(id)).toBe('1//hunter2');
    const { userId: _, ...sealed } = await sealedOf(id);
    expect(sealed.ciphertext).toMatch(/^test\.100000\./);
    await expect(sync.cipher.decrypt(sealed, refreshTokenPlace({ id, userId: randomUUID() }))).rejects.toThrow('cannot be read');
    const events = await eventsOf(id);
    expect(events).toMatchObject([
      {
        type: 'calendar_sync_token.created',
        actor_user_id: ann.userId,
        payload: { new: { id, user_id: ann.userId, contributor_id: contributorId, provider: 'GOOGLE', ...REDACTED } },
      },
    ]);
    for (const secret of ['hunter2', ...Object.values(sealed)]) expect(JSON.stringify(events)).not.toContain(secret);
  });

  it('sends a row and an event, and nothing that can be read', async () => {
    const statements = await sync.statementsOf(() => connect(aViewer()));
    expect(statements.map((sql) => sql.split(' ').slice(0, 3).join(' '))).toEqual([
      'SELECT pg_advisory_xact_lock_shared(hashtextextended(k, 0))',
      'INSERT INTO "calendar_sync_tokens"("id",',
      'WITH event AS',
    ]);
    expect(JSON.stringify(statements)).not.toContain('hunter2');
  });

  it('names every argument that breaks a rule, repeats no token, and writes nothing', async () => {
    const ann = aViewer();
    const wrong = await connect(ann, { contributorId: 'bob', refreshToken: 'hunter2\n' });
    expect(codeOf(wrong)).toBe('BAD_USER_INPUT');
    expect(faultsOf(wrong)).toEqual({
      'input.contributorId': 'must be an id',
      'input.refreshToken': 'must be of printable ASCII characters, as refresh tokens are',
    });
    expect(JSON.stringify(wrong)).not.toContain('hunter2');
    expect(faultsOf(await connect(ann, { refreshToken: ' ' }))).toEqual({ 'input.refreshToken': 'must not be empty' });
    expect(faultsOf(await connect(ann, { refreshToken: 'x'.repeat(8_193) }))).toEqual({ 'input.refreshToken': 'must be at most 8 KB' });
    expect((await sync.ask(ann, '{ calendarSyncTokens { totalCount } }')).data.calendarSyncTokens.totalCount).toBe(0);
    expect((await connect(ann, { refreshToken: 'x'.repeat(8_192) })).errors).toBeUndefined();
  });

  it('takes one calendar of a contributor at a time', async () => {
    const [ann, contributorId] = [aViewer(), randomUUID()];
    const { id } = (await connect(ann, { contributorId })).data.createCalendarSyncToken;
    const second = await connect(ann, { contributorId });
    expect([codeOf(second), second.errors?.[0]?.message]).toEqual([
      'CONFLICT',
      'This contributor has a calendar already; disconnect that one first.',
    ]);
    await sync.ask(ann, DELETE, { id });
    expect((await connect(ann, { contributorId })).errors).toBeUndefined();
  });

  it('takes one of two that come at once', async () => {
    const [ann, contributorId] = [aViewer(), randomUUID()];
    const answers = await Promise.all([connect(ann, { contributorId }), connect(ann, { contributorId })]);
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', undefined]);
  });

  it.each(['syncStatus', 'lastSyncAt', 'syncToken', 'userId', 'id'])('leaves %s to the server', async (field) => {
    expect((await connect(aViewer(), { [field]: randomUUID() })).errors?.[0]?.message).toContain(`Field "${field}" is not defined`);
  });
});

describe('editing a calendar token', () => {
  it('pauses, goes on, records it, and refuses an old version', async () => {
    const ann = aViewer();
    const { id } = await sync.calendarToken(ann);
    const paused = await edit(ann, { id, version: 1, syncStatus: 'DISABLED' });
    expect(paused.data.updateCalendarSyncToken).toMatchObject({ version: 2, syncStatus: 'DISABLED' });
    const stale = await edit(ann, { id, version: 1, syncStatus: 'ACTIVE' });
    expect(stale.data).toEqual({ updateCalendarSyncToken: null });
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 2 });
    expect((await edit(ann, { id, syncStatus: 'ACTIVE' })).data.updateCalendarSyncToken).toMatchObject({ syncStatus: 'ACTIVE' });
    const events = await eventsOf(id);
    expect(events.map(({ type }) => type)).toEqual(['calendar_sync_token.updated', 'calendar_sync_token.updated']);
    expect(events[0]?.payload).toMatchObject({ old: { sync_status: 'ACTIVE' }, new: { sync_status: 'DISABLED' } });
  });

  it('takes a new refresh token, whatever the letters of the id, and forgets where the old one had read to', async () => {
    const ann = aViewer();
    const { id } = await sync.calendarToken(ann, { syncToken: 'page-7', syncStatus: 'ERROR' as never });
    const { data } = await edit(ann, { id: id.toUpperCase(), refreshToken: '1//hunter3' });
    expect(data.updateCalendarSyncToken).toMatchObject({ id, version: 2, syncStatus: 'ACTIVE' });
    expect(await refreshTokenOf(id)).toBe('1//hunter3');
    expect((await stored(id))[0]?.sync_token).toBeNull();
    const [event] = await eventsOf(id);
    expect(event?.payload.new).toEqual({ ...REDACTED, sync_token: '[redacted]', sync_status: 'ACTIVE' });
    expect(event?.payload.old).toEqual({ sync_status: 'ERROR' });
    for (const secret of ['hunter3', (await sealedOf(id)).ciphertext]) expect(JSON.stringify(event)).not.toContain(secret);
  });

  it('leaves a paused calendar paused when it gets a new refresh token', async () => {
    const ann = aViewer();
    const { id } = await sync.calendarToken(ann, { syncStatus: 'DISABLED' as never });
    expect((await edit(ann, { id, refreshToken: '1//a' })).data.updateCalendarSyncToken.syncStatus).toBe('DISABLED');
    const both = await edit(ann, { id, refreshToken: '1//b', syncStatus: 'ACTIVE' });
    expect(both.data.updateCalendarSyncToken).toMatchObject({ version: 3, syncStatus: 'ACTIVE' });
  });

  it('leaves tokens alone when none is given', async () => {
    const ann = aViewer();
    const { id } = await sync.calendarToken(ann, { syncToken: 'page-7' });
    const [before] = await stored(id);
    expect((await edit(ann, { id, syncStatus: 'DISABLED' })).errors).toBeUndefined();
    expect(await stored(id)).toEqual([before]);
  });

  it('names every argument that breaks a rule, ERROR among them, which is the server’s to say', async () => {
    const ann = aViewer();
    const { id } = await sync.calendarToken(ann);
    expect(faultsOf(await edit(ann, { id, syncStatus: null, refreshToken: null }))).toEqual({
      'input.syncStatus': 'must not be null; leave it out',
      'input.refreshToken': 'must not be empty',
    });
    expect(faultsOf(await edit(ann, { id, syncStatus: 'ERROR' }))).toEqual({
      'input.syncStatus': 'must be ACTIVE or DISABLED; ERROR is set by the server',
    });
    expect(await eventsOf(id)).toEqual([]);
  });

  it('does not find what is another’s, and lets an administrator read only', async () => {
    const { id } = await sync.calendarToken(aViewer());
    for (const input of [{ syncStatus: 'DISABLED' }, { refreshToken: '1//mine' }]) {
      expect(codeOf(await edit(aViewer(), { id, ...input }))).toBe('NOT_FOUND');
      expect(codeOf(await edit(aViewer(), { id: randomUUID(), ...input }))).toBe('NOT_FOUND');
      expect(codeOf(await edit(aViewer(), { id: `{${id}}`, ...input }))).toBe('NOT_FOUND');
      expect(codeOf(await edit(aViewer('ADMIN'), { id, ...input }))).toBe('FORBIDDEN');
    }
    expect((await sealedOf(id)).nonce).toBe('none');
  });
});

describe('disconnecting a calendar', () => {
  it('deletes the token for good, and records what it was', async () => {
    const ann = aViewer();
    const { id, contributorId } = await sync.calendarToken(ann);
    expect(codeOf(await sync.ask(aViewer(), DELETE, { id }))).toBe('NOT_FOUND');
    expect(codeOf(await sync.ask(aViewer('ADMIN'), DELETE, { id }))).toBe('FORBIDDEN');
    expect(await stored(id)).toHaveLength(1);
    expect((await sync.ask(ann, DELETE, { id })).data.deleteCalendarSyncToken).toEqual({ id, syncStatus: 'ACTIVE' });
    expect(await stored(id)).toEqual([]);
    expect(codeOf(await sync.ask(ann, DELETE, { id }))).toBe('NOT_FOUND');
    expect(codeOf(await sync.ask(ann, DELETE, { id: 'x' }))).toBe('NOT_FOUND');
    const events = await eventsOf(id);
    expect(events).toMatchObject([
      { type: 'calendar_sync_token.deleted', actor_user_id: ann.userId, payload: { old: { contributor_id: contributorId }, new: {} } },
    ]);
  });
});
