import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SealedSecret } from '@plat/shared/crypto/secret-cipher';
import { aViewer } from '@plat/shared/testing/viewers';
import { credentialsPlace } from '../src/platform-link/credentials';
import { startTestSync, type TestSync } from './sync.factory';

let sync: TestSync;
beforeAll(async () => {
  sync = await startTestSync();
});
afterAll(() => sync.stop());

const CREATE =
  'mutation ($input: CreatePlatformLinkInput!) { createPlatformLink(input: $input) { id version name status lastSyncDate syncInterval isEnabled } }';
const UPDATE =
  'mutation ($input: UpdatePlatformLinkInput!) { updatePlatformLink(input: $input) { version name syncOnSchedule syncInterval metadata } }';
const PAPERS = { name: 'Papers', platform: 'DROPBOX', rootPath: '/', credentials: { token: 'hunter2-créd' } };

const stored = (id: string) =>
  sync.given(async (db) => {
    const [row] = (await db.query(
      'SELECT user_id, credentials_ciphertext AS ciphertext, nonce, salt FROM platform_connections WHERE id = $1',
      [id],
    )) as (SealedSecret & { user_id: string })[];
    if (!row) throw new Error('no such row');
    return row;
  });
const credentialsOf = async (id: string) => {
  const { user_id, ...sealed } = await stored(id);
  return JSON.parse(await sync.cipher.decrypt(sealed, credentialsPlace({ id, userId: user_id }))) as unknown;
};
const eventsOf = (id: string) =>
  sync.given((db) => db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));
const faultsOf = async (query: string, input: object, viewer = aViewer()) => {
  const { data, errors } = await sync.ask(viewer, query, { input });
  expect(Object.values(data)).toEqual([null]);
  expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  return Object.keys((errors?.[0]?.extensions?.fields ?? {}) as object)
    .map((field) => field.replace('input.', ''))
    .sort();
};

describe('connecting a platform', () => {
  it('keeps credentials encrypted for this row and owner alone, and records them redacted', async () => {
    const ann = aViewer();
    const { data, errors } = await sync.ask(ann, CREATE, { input: { ...PAPERS, syncInterval: 60, metadata: { colour: 'blue' } } });
    expect(errors).toBeUndefined();
    const { id, ...link } = data.createPlatformLink;
    expect(link).toEqual({ version: 1, name: 'Papers', status: 'DISCONNECTED', lastSyncDate: null, syncInterval: 60, isEnabled: true });
    expect(await credentialsOf(id)).toEqual(PAPERS.credentials);
    const { user_id: _, ...sealed } = await stored(id);
    expect(JSON.stringify(sealed)).not.toContain('hunter2');
    await expect(sync.cipher.decrypt(sealed, credentialsPlace({ id, userId: randomUUID() }))).rejects.toThrow('cannot be read');
    const events = await eventsOf(id);
    expect(events).toMatchObject([
      {
        type: 'platform_link.created',
        actor_user_id: ann.userId,
        payload: {
          new: {
            id,
            user_id: ann.userId,
            root_path: '/',
            status: 'DISCONNECTED',
            credentials_ciphertext: '[redacted]',
            nonce: '[redacted]',
            salt: '[redacted]',
          },
        },
      },
    ]);
    for (const secret of ['hunter2', ...Object.values(sealed)]) expect(JSON.stringify(events)).not.toContain(secret);
  });

  it('sends a row and an event, and nothing that can be read', async () => {
    const statements = await sync.statementsOf(() => sync.ask(aViewer(), CREATE, { input: PAPERS }));
    expect(statements.map((sql) => sql.split(' ').slice(0, 3).join(' '))).toEqual([
      'INSERT INTO "platform_connections"("id",',
      'WITH event AS',
    ]);
    expect(JSON.stringify(statements)).not.toContain('hunter2');
  });

  it('names every argument that breaks a rule, and writes nothing', async () => {
    const ann = aViewer();
    const wrong = { name: ' ', platform: 'WEB', rootPath: '/papers', credentials: ['hunter2'], syncInterval: 10_081, isEnabled: null };
    expect(await faultsOf(CREATE, wrong, ann)).toEqual(['credentials', 'isEnabled', 'name', 'rootPath', 'syncInterval']);
    expect((await sync.ask(ann, '{ platformLinks { totalCount } }')).data.platformLinks.totalCount).toBe(0);
  });

  it.each([
    ['256 letters', 'name', { name: 'n'.repeat(256) }],
    ['a relative path', 'rootPath', { rootPath: 'papers' }],
    ['no minutes', 'syncInterval', { syncInterval: 0 }],
    ['a schedule without an interval', 'syncInterval', { syncOnSchedule: true }],
    ['credentials that are no object', 'credentials', { credentials: 'hunter2' }],
    ['a byte more than 16 KB', 'credentials', { credentials: { token: 'x'.repeat(16_373) } }],
    ['credentials of many bytes a letter', 'credentials', { credentials: { token: 'é'.repeat(8_200) } }],
  ])('refuses %s', async (_, field, values) => {
    expect(await faultsOf(CREATE, { ...PAPERS, ...values })).toEqual([field]);
  });

  it.each([
    ['255 letters, whatever their bytes', { name: '🗄'.repeat(255) }],
    ['a schedule of a minute', { syncInterval: 1, syncOnSchedule: true }],
    ['a week', { syncInterval: 10_080 }],
    ['credentials of nothing', { credentials: {} }],
    ['credentials of 16 KB', { credentials: { token: 'x'.repeat(16_372) } }],
  ])('takes %s', async (_, values) => {
    expect((await sync.ask(aViewer(), CREATE, { input: { ...PAPERS, ...values } })).errors).toBeUndefined();
  });

  it('does not repeat credentials when it refuses them', async () => {
    const { errors } = await sync.ask(aViewer(), CREATE, { input: { ...PAPERS, credentials: ['hunter2'] } });
    expect(JSON.stringify(errors)).not.toContain('hunter2');
  });

  it.each(['status', 'lastSyncDate', 'userId', 'id'])('leaves %s to the server', async (field) => {
    const { errors } = await sync.ask(aViewer(), CREATE, { input: { ...PAPERS, [field]: randomUUID() } });
    expect(errors?.[0]?.message).toContain(`Field "${field}" is not defined`);
  });
});

describe('editing a platform link', () => {
  it('changes what is given, records it, and refuses an old version', async () => {
    const ann = aViewer();
    const { id } = await sync.platformLink(ann, { metadata: { a: 1 }, syncInterval: 5 });
    const edited = await sync.ask(ann, UPDATE, { input: { id, version: 1, name: 'Box', syncOnSchedule: true, metadata: null } });
    expect(edited).toEqual({
      data: { updatePlatformLink: { version: 2, name: 'Box', syncOnSchedule: true, syncInterval: 5, metadata: null } },
    });
    const stale = await sync.ask(ann, UPDATE, { input: { id, version: 1, name: 'Bag' } });
    expect(stale.data).toEqual({ updatePlatformLink: null });
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 2 });
    const [{ type, payload }, ...more] = await eventsOf(id);
    expect([type, more]).toEqual(['platform_link.updated', []]);
    expect(payload).toMatchObject({ old: { name: 'Papers', metadata: { a: 1 } }, new: { name: 'Box', metadata: null } });
  });

  it('takes new credentials, whatever the letters of the id, and records them redacted', async () => {
    const ann = aViewer();
    const { id } = await sync.platformLink(ann);
    const { errors } = await sync.ask(ann, UPDATE, { input: { id: id.toUpperCase(), credentials: { token: 'hunter3' } } });
    expect(errors).toBeUndefined();
    expect(await credentialsOf(id)).toEqual({ token: 'hunter3' });
    const [event] = await eventsOf(id);
    expect(event.payload.new).toEqual({ credentials_ciphertext: '[redacted]', nonce: '[redacted]', salt: '[redacted]' });
    const { user_id: _, ...sealed } = await stored(id);
    for (const secret of ['hunter3', ...Object.values(sealed)]) expect(JSON.stringify(event)).not.toContain(secret);
  });

  it('leaves credentials alone when none are given', async () => {
    const ann = aViewer();
    const { id } = (await sync.ask(ann, CREATE, { input: PAPERS })).data.createPlatformLink;
    expect((await sync.ask(ann, UPDATE, { input: { id, rootPath: '/papers' } })).errors).toBeUndefined();
    expect(await credentialsOf(id)).toEqual(PAPERS.credentials);
  });

  it('checks what changes together with what stays, all faults at once', async () => {
    const ann = aViewer();
    const { id } = await sync.platformLink(ann, { syncOnSchedule: true, syncInterval: 5 });
    expect(await faultsOf(UPDATE, { id, name: null, rootPath: 'C:\\papers', syncInterval: null, credentials: null }, ann)).toEqual([
      'credentials',
      'name',
      'rootPath',
      'syncInterval',
    ]);
    expect(await faultsOf(UPDATE, { id, name: '', isEnabled: null, syncOnStartup: null, syncOnSchedule: null }, ann)).toEqual([
      'isEnabled',
      'name',
      'syncOnSchedule',
      'syncOnStartup',
    ]);
    expect(
      (await sync.ask(ann, UPDATE, { input: { id, syncOnSchedule: false, syncInterval: null } })).data.updatePlatformLink,
    ).toMatchObject({ version: 2, syncInterval: null });
  });

  it('does not find what is another’s, and lets an administrator read only', async () => {
    const { id } = await sync.platformLink(aViewer());
    const code = async (viewer: ReturnType<typeof aViewer>, input: object) =>
      (await sync.ask(viewer, UPDATE, { input })).errors?.[0]?.extensions?.code;
    expect(await code(aViewer(), { id, name: 'Mine' })).toBe('NOT_FOUND');
    expect(await code(aViewer(), { id, credentials: {} })).toBe('NOT_FOUND');
    expect(await code(aViewer(), { id: randomUUID(), name: 'Mine' })).toBe('NOT_FOUND');
    expect(await code(aViewer(), { id: `{${id}}`, credentials: {} })).toBe('NOT_FOUND');
    expect(await code(aViewer('ADMIN'), { id, name: 'Mine' })).toBe('FORBIDDEN');
    expect(await code(aViewer('ADMIN'), { id, credentials: {} })).toBe('FORBIDDEN');
    expect((await stored(id)).nonce).toBe('none');
  });
});
