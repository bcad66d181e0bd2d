import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import sharp from 'sharp';
import { removeUnreferenced } from '../src/blob/blob.sweep';
import type { DocumentsContext } from '../src/context';
import { LocalStorage } from '../src/storage/local.storage';
import { Storages } from '../src/storage/storages';
import { ask } from './content.factory';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { aPngOf } from './files.factory';
import { ABORT, DEED, FINISH, FINISH_MEDIA, put, START, sendAll, someText, start, uploadAll } from './uploads.factory';

const LIMITS = { file: 20_000, person: 40_000 };
const URL_OF = 'query ($id: ID!) { media(id: $id) { downloadUrl } }';
const REMOVE = 'mutation ($id: ID!) { removeMedia(id: $id) { fileName } }';

let documents: TestDocuments;
let folder: string;
let storage: LocalStorage;
let now = new Date();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plat-media-'));
  storage = new LocalStorage(folder);
  const parts = { storages: new Storages(storage), clock: () => now, limits: LIMITS };
  documents = await startTestDocuments({ database: await freshDatabase('documents'), ...parts });
  await documents.listen();
});
afterAll(async () => {
  await documents.stop();
  await rm(folder, { recursive: true, force: true });
});

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const rows = (sql: string, values: unknown[] = []) => documents.given((db) => db.query(sql, values));
let side = 10;
/** A picture that nobody has seen before. */
const aPicture = () => aPngOf(++side, 7);
const usageOf = async ({ userId }: Viewer) =>
  (await rows('SELECT used::int, reserved::int FROM storage_usages WHERE user_id = $1', [userId]))[0];
const keys = async () => {
  const found: string[] = [];
  for await (const { key } of storage.keys()) found.push(key);
  return found.length;
};
/** What is removed of what nothing has, an hour and a little later. */
async function sweep(): Promise<void> {
  now = new Date(now.getTime() + 2 * 3_600_000);
  const asSystem = (work: never) => documents.subgraph.work(NOBODY, ({ scope }: DocumentsContext) => scope.asSystem(work));
  const parts = { storages: new Storages(storage), clock: () => now, signal: new AbortController().signal };
  await removeUnreferenced({ ...parts, asSystem: asSystem as never });
}
const front = (propertyId: string, more: object = {}) => ({
  document: undefined,
  media: { propertyId, type: 'IMAGE', metadata: { caption: 'From the street' } },
  fileName: 'front.png',
  ...more,
});
async function sent(owner: Viewer, propertyId: string, file = aPicture(), more: object = {}) {
  const upload = await start(documents, owner, file, front(propertyId, more));
  await sendAll(upload, file);
  return { upload, ...(await documents.ask(owner, FINISH_MEDIA, { id: upload.id, sha256: hashOf(file) })) };
}

describe('media whose bytes are here', () => {
  it('are sent like documents, shown in full and in ranges to who sees them, and told', async () => {
    const [ann, bob, admin, file] = [aViewer(), aViewer(), aViewer('ADMIN'), aPicture()];
    const propertyId = await documents.owned(ann, 'Property');
    const { data, errors, upload } = await sent(ann, propertyId, file, { partSize: 4_000 });
    expect(errors).toBeUndefined();
    const { id, downloadUrl, saved, ...media } = data.finishMediaUpload;
    expect(media).toEqual({
      type: 'IMAGE',
      url: null,
      fileName: 'front.png',
      fileSize: file.length,
      mimeType: 'image/png',
      metadata: { caption: 'From the street' },
      property: { id: propertyId },
    });
    const shown = await ask(downloadUrl);
    expect([shown.status, shown.bytes.equals(file)]).toEqual([200, true]);
    expect(shown.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline; filename="front.png"',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      etag: `"${hashOf(file)}"`,
    });
    const range = await ask(downloadUrl, { headers: { range: 'bytes=2-5' } });
    expect([range.status, range.bytes.equals(file.subarray(2, 6))]).toEqual([206, true]);
    expect((await ask(saved)).headers['content-disposition']).toBe('attachment; filename="front.png"');
    expect((await documents.ask(admin, URL_OF, { id })).data.media.downloadUrl).toMatch(`/media/${id}?`);
    expect((await documents.ask(bob, URL_OF, { id })).data.media).toBeNull();
    expect((await documents.ask(ann, 'query ($id: ID!) { upload(id: $id) { state media { id } document { id } } }', upload)).data).toEqual({
      upload: { state: 'FINISHED', media: { id }, document: null },
    });
    expect(await rows('SELECT type, payload FROM outbox_events WHERE subject_id = $1', [id])).toMatchObject([
      { type: 'media.added', payload: { propertyId, new: { file_name: 'front.png', blob_sha256: hashOf(file) } } },
    ]);
    expect(code(await documents.ask(ann, FINISH_MEDIA, upload))).toBe('CONFLICT');
  });

  it('are what their kind says, by name and by content', async () => {
    const ann = aViewer();
    const propertyId = await documents.owned(ann, 'Property');
    const kinds = [
      ['IMAGE', 'film.mp4'],
      ['IMAGE', 'plan.svg'],
      ['IMAGE', 'deed.pdf'],
      ['VIDEO', 'front.png'],
      ['VIDEO', 'sound.mp3'],
      ['DOC', 'front.jpg'],
      ['DOC', 'all.zip'],
      ['DOC', 'sound.wav'],
    ] as const;
    for (const [type, fileName] of kinds) {
      const { errors } = await documents.ask(ann, START, { input: { media: { propertyId, type }, fileName, fileSize: 10 } });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { 'input.fileName': expect.any(String) } });
    }
    const before = await keys();
    // Refused by its first bytes, before the rest has come.
    const upload = await start(documents, ann, someText(), front(propertyId));
    expect((await sendAll(upload, someText()))[0]?.status).toBe(400);
    expect([await keys(), code(await documents.ask(ann, FINISH_MEDIA, upload))]).toEqual([before, 'CONFLICT']);
    expect((await sent(ann, propertyId, someText(), { media: { propertyId, type: 'DOC' }, fileName: 'notes.txt' })).errors).toBeUndefined();
  });

  it('name one thing that is made of them, and are finished as that', async () => {
    const ann = aViewer();
    const propertyId = await documents.owned(ann, 'Property');
    const media = { propertyId, type: 'IMAGE' };
    const file = { fileName: 'front.png', fileSize: 10 };
    for (const input of [
      { ...file, media, document: DEED },
      { ...file, media, documentId: (await documents.document(ann)).id },
      { ...file, media, comment: 'Signed.' },
    ])
      expect(code(await documents.ask(ann, START, { input }))).toBe('BAD_USER_INPUT');
    const picture = await start(documents, ann, aPicture(), front(propertyId));
    expect(code(await documents.ask(ann, FINISH, picture))).toBe('CONFLICT');
    const paper = await start(documents, ann, someText());
    expect(code(await documents.ask(ann, FINISH_MEDIA, paper))).toBe('CONFLICT');
    for (const { id } of [picture, paper]) expect((await documents.ask(ann, ABORT, { id })).data.abortUpload).toBe(true);
  });

  it('are of properties of one’s own, asked when it starts, for every part and at the end, and for each address and byte', async () => {
    const [ann, bob, admin, file] = [aViewer(), aViewer(), aViewer('ADMIN'), aPicture()];
    const propertyId = await documents.owned(ann, 'Property');
    const input = { media: { propertyId, type: 'IMAGE' }, fileName: 'front.png', fileSize: 10 };
    for (const as of [bob, admin]) expect(code(await documents.ask(as, START, { input }))).toBe('NOT_FOUND');
    const { data } = await sent(ann, propertyId);
    const [arrived, open] = [await start(documents, ann, file, front(propertyId)), await start(documents, ann, file, front(propertyId))];
    await sendAll(arrived, file);
    await rows(`UPDATE access_grants SET is_active = false WHERE subject_type = 'Property' AND subject_id = $1`, [propertyId]);
    expect((await put(open.parts[0]?.url as string, file)).status).toBe(403);
    expect(code(await documents.ask(ann, FINISH_MEDIA, arrived))).toBe('NOT_FOUND');
    const late = await ask(data.finishMediaUpload.downloadUrl);
    expect([late.status, late.code]).toEqual([403, 'FORBIDDEN']);
    expect((await ask(`${data.finishMediaUpload.downloadUrl}x`)).code).toBe('FORBIDDEN');
  });

  it('take space of who sent them, which their removal gives back, and leave nothing when the last is gone', async () => {
    const ann = aViewer();
    const file = aPicture();
    const [house, barn] = [await documents.owned(ann, 'Property'), await documents.owned(ann, 'Property')];
    const before = await keys();
    const [one, two] = [await sent(ann, house, file), await sent(ann, barn, file)];
    expect(await usageOf(ann)).toEqual({ used: 2 * file.length, reserved: 0 });
    expect(await keys()).toBe(before + 1);
    expect((await documents.ask(ann, REMOVE, { id: one.data.finishMediaUpload.id })).data.removeMedia).toEqual({ fileName: 'front.png' });
    await sweep();
    expect([(await usageOf(ann)).used, await keys()]).toEqual([file.length, before + 1]);
    expect((await ask(one.data.finishMediaUpload.downloadUrl)).status).toBe(403);
    // With its property go its rows, and the bytes with the last of them.
    await tellDeletion(documents, 'Property', barn);
    await sweep();
    expect([(await usageOf(ann)).used, await keys()]).toEqual([0, before]);
    expect(await rows('SELECT FROM media WHERE property_id = $1', [barn])).toEqual([]);
    expect(await rows('SELECT FROM upload_sessions WHERE id = $1', [two.upload.id])).toEqual([]);
  });

  it('and documents share the space of a person', async () => {
    const ann = aViewer();
    const propertyId = await documents.owned(ann, 'Property');
    expect((await uploadAll(documents, ann, someText(15_000))).errors).toBeUndefined();
    const note = (fileSize: number) => ({ media: { propertyId, type: 'DOC' }, fileName: 'notes.txt', fileSize });
    expect(code(await documents.ask(ann, START, { input: note(20_001) }))).toBe('BAD_USER_INPUT');
    const answers = await Promise.all([1, 2].map(() => documents.ask(ann, START, { input: note(14_000) })));
    expect(answers.map(code).sort()).toEqual(['LIMIT', undefined]);
  });

  it('have small pictures, drawn after they were sent, for who sees them, which go with them', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const propertyId = await documents.owned(ann, 'Property');
    await documents.subgraph.runJobs();
    const before = await keys();
    const photo = await sharp({ create: { width: 900, height: 300, channels: 3, background: '#123456' } })
      .png()
      .toBuffer();
    const { data } = await sent(ann, propertyId, photo);
    const { id } = data.finishMediaUpload;
    const THUMBNAILS = `query ($id: ID!) { media(id: $id) { thumbnail { url width height } large: thumbnail(size: LARGE) { width height } } }`;
    expect((await documents.ask(ann, THUMBNAILS, { id })).data.media).toEqual({ thumbnail: null, large: null });
    await documents.subgraph.runJobs();
    const { thumbnail, large } = (await documents.ask(ann, THUMBNAILS, { id })).data.media;
    expect([thumbnail.width, thumbnail.height, large.width]).toEqual([160, 53, 900]);
    const picture = await ask(thumbnail.url);
    expect([picture.status, picture.headers['content-type'], picture.headers['content-security-policy']]).toEqual([
      200,
      'image/webp',
      expect.stringContaining('sandbox'),
    ]);
    expect((await documents.ask(bob, THUMBNAILS, { id })).data.media).toBeNull();
    expect((await documents.ask(ann, REMOVE, { id })).errors).toBeUndefined();
    expect((await ask(thumbnail.url)).status).toBe(403);
    await sweep();
    expect(await keys()).toBe(before);
  });

  it('are not drawn where they are films, or lie elsewhere', async () => {
    const ann = aViewer();
    const propertyId = await documents.owned(ann, 'Property');
    const { id } = await documents.mediaOf(propertyId);
    const film = Buffer.concat([Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex'), Buffer.alloc(200)]);
    const { data, errors } = await sent(ann, propertyId, film, { media: { propertyId, type: 'VIDEO' }, fileName: 'walk.mp4' });
    expect(errors).toBeUndefined();
    await documents.subgraph.runJobs();
    const found = await rows('SELECT FROM media_renditions WHERE media_id = ANY ($1)', [[id, data.finishMediaUpload.id]]);
    expect([found, data.finishMediaUpload.mimeType]).toEqual([[], 'video/mp4']);
    const shown = await ask(data.finishMediaUpload.downloadUrl, { headers: { range: 'bytes=0-3' } });
    expect([shown.status, shown.headers['content-type']]).toEqual([206, 'video/mp4']);
    expect((await documents.ask(ann, URL_OF, { id })).data.media.downloadUrl).toBeNull();
  });
});
