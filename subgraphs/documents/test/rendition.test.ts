import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { aViewer } from '@plat/shared/testing/viewers';
import sharp from 'sharp';
import { LOOK_INTO } from '../src/file-worker/look-into';
import { LocalStorage } from '../src/storage/local.storage';
import { Storages } from '../src/storage/storages';
import { bringBytes, type GivenFile, giveFile } from './document-texts.factory';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { aGifOf, aPdf, aPngOf, aTiffWith } from './files.factory';

let folder: string;
let storages: Storages;
let documents: TestDocuments;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plat-renditions-'));
  storages = new Storages(new LocalStorage(folder));
  documents = await startTestDocuments({ storages });
});
afterAll(async () => {
  await documents.stop();
  await rm(folder, { recursive: true, force: true });
});

const me = aViewer();
const version = async (bytes: Buffer, mimeType: string, more: Partial<GivenFile> = {}) =>
  giveFile(documents, storages, await documents.document(me), { bytes, mimeType, ...more });
const picturesOf = (versionId: string) =>
  documents.given((db) =>
    db.query(
      `SELECT size, state, reason, width, height, attempts, blob_sha256 AS sha256, id FROM document_renditions WHERE version_id = $1 ORDER BY size`,
      [versionId],
    ),
  );
const photo = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: `#${Math.random().toString(16).slice(2, 8).padEnd(6, '0')}` } })
    .jpeg()
    .toBuffer();

describe('the pictures of a version', () => {
  it('are drawn after it was added, in three sizes, and kept once', async () => {
    const bytes = await photo(2_000, 1_000);
    const [id, other] = [await version(bytes, 'image/jpeg'), await version(bytes, 'image/jpeg')];
    expect((await picturesOf(id)).map(({ state }: { state: string }) => state)).toEqual(['PENDING', 'PENDING', 'PENDING']);
    await documents.subgraph.runJobs();
    const pictures = await picturesOf(id);
    expect(pictures).toMatchObject([
      { size: 'SMALL', state: 'DONE', width: 160, height: 80 },
      { size: 'MEDIUM', state: 'DONE', width: 480, height: 240 },
      { size: 'LARGE', state: 'DONE', width: 1_200, height: 600 },
    ]);
    expect((await picturesOf(other)).map(({ sha256 }: { sha256: string }) => sha256)).toEqual(
      pictures.map(({ sha256 }: { sha256: string }) => sha256),
    );
  });

  it.each([
    ['a PDF', () => aPdf(['Deed']), 'application/pdf', { state: 'DONE', width: 124, height: 160 }],
    ['text', async () => Buffer.from('text'), 'text/plain', { state: 'SKIPPED', reason: 'NOT_DRAWN' }],
    ['a drawing', async () => Buffer.from('<svg/>'), 'image/svg+xml', { state: 'SKIPPED', reason: 'NOT_DRAWN' }],
    ['50,000 × 50,000 pixels', async () => aPngOf(50_000, 50_000), 'image/png', { state: 'FAILED', reason: 'TOO_MANY_PIXELS' }],
    ['10,000 frames', async () => aGifOf(10_000), 'image/gif', { state: 'FAILED', reason: 'TOO_MANY_FRAMES' }],
    ['a directory without measure', async () => aTiffWith(65_535), 'image/tiff', { state: 'FAILED', reason: 'MALFORMED' }],
  ])('are what there is of %s', async (_, make, mimeType, expected) => {
    const id = await version(await make(), mimeType);
    await documents.subgraph.runJobs();
    expect((await picturesOf(id))[0]).toMatchObject(expected);
  });

  it('are drawn later, when the storage answers again, and by whoever looks for what was forgotten', async () => {
    const bytes = await photo(50, 50);
    const id = await version(bytes, 'image/jpeg', { isMissing: true });
    await documents.subgraph.runJobs();
    expect(await picturesOf(id)).toMatchObject([{ state: 'PENDING', attempts: 0 }, {}, {}]);
    await bringBytes(documents, storages, bytes);
    await documents.given(async (db) => {
      await db.query('UPDATE document_renditions SET leased_until = NULL WHERE version_id = $1', [id]);
      await enqueueJob(db, LOOK_INTO, {});
    });
    await documents.subgraph.runJobs();
    expect(await picturesOf(id)).toMatchObject([{ state: 'DONE', width: 50 }, {}, {}]);
  });

  it('are given up when those who drew them died of it three times', async () => {
    const id = await version(await photo(60, 60), 'image/jpeg');
    await documents.given((db) => db.query('UPDATE document_renditions SET attempts = 3 WHERE version_id = $1', [id]));
    await documents.subgraph.runJobs();
    expect(await picturesOf(id)).toMatchObject([{ state: 'FAILED', reason: 'CRASHED' }, {}, {}]);
  });

  it('go with their document, and their bytes with the last of them', async () => {
    const bytes = await photo(300, 300);
    const [one, other] = [await documents.document(me), await documents.document(me)];
    const id = await giveFile(documents, storages, one, { bytes, mimeType: 'image/jpeg' });
    await giveFile(documents, storages, other, { bytes, mimeType: 'image/jpeg' });
    await documents.subgraph.runJobs();
    const [{ sha256 }] = await picturesOf(id);
    const references = async () => {
      const rows = await documents.given((db) =>
        db.query(`SELECT FROM blob_references WHERE sha256 = $1 AND owner_type = 'Rendition'`, [sha256]),
      );
      const [{ since }] = await documents.given((db) =>
        db.query('SELECT unreferenced_since AS since FROM blobs WHERE sha256 = $1', [sha256]),
      );
      return [rows.length, since !== null];
    };
    const purge = (documentId: string) => documents.given((db) => db.query('DELETE FROM documents WHERE id = $1', [documentId]));
    expect(await references()).toEqual([2, false]);
    await purge(one.id);
    expect(await references()).toEqual([1, false]);
    await purge(other.id);
    expect(await references()).toEqual([0, true]);
  });
});
