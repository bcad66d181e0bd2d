import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { Events } from '@plat/shared/events/events';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { GRACE_MS, removeUnreferenced, type SweepReport, sweepStorages } from '../src/blob/blob.sweep';
import { type Blobs, HOLD_MS } from '../src/blob/blobs';
import type { DocumentsContext } from '../src/context';
import { LocalStorage } from '../src/storage/local.storage';
import { newStorageKey } from '../src/storage/storage.provider';
import { Storages } from '../src/storage/storages';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
let folder: string;
let storage: LocalStorage;
let storages: Storages;
let now = new Date();
// Storages are compared with whole tables.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plat-blobs-'));
  storage = new LocalStorage(folder);
  storages = new Storages(storage);
  documents = await startTestDocuments({ database: await freshDatabase('documents'), storages, clock: () => now });
});
afterAll(async () => {
  await documents.stop();
  await rm(folder, { recursive: true, force: true });
});

const as = <T>(viewer: Viewer, work: (blobs: Blobs, context: DocumentsContext) => Promise<T>): Promise<T> =>
  documents.subgraph.work(viewer, (context: DocumentsContext) => work(context.blobs, context));
const asSystem = <T>(work: Parameters<DocumentsContext['scope']['asSystem']>[0]): Promise<T> =>
  as(NOBODY, (_, { scope }) => scope.asSystem(work) as Promise<T>);
const system = () => ({ storages, clock: () => now, signal: new AbortController().signal, asSystem: asSystem as never });
const sweep = (): Promise<SweepReport> => sweepStorages(system());
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

const limits = { maxSize: 1_000_000, fileName: 'notes.txt' };
const text = () => Buffer.from(`Notes ${randomUUID()}\n`.repeat(100));
const put = (bytes: Buffer, viewer: Viewer = aViewer()) => as(viewer, (blobs) => blobs.put(Readable.from([bytes]), limits));
/** As whoever makes something that has the bytes, which is told with it. */
const refer = (viewer: Viewer, sha256: string, ...owners: string[]) =>
  as(viewer, async (blobs, { scope }) => {
    for (const owner of owners) await blobs.reference(scope.db, sha256, 'Test', owner);
    await new Events(scope).recordOf('test.made', { type: 'Test', id: randomUUID() }, {});
  });
const release = (owner: string) => as(NOBODY, (blobs, { scope }) => scope.asSystem((db) => blobs.release(db, 'Test', owner)));
const rows = async () => Number((await documents.given((db) => db.query('SELECT count(*) FROM blobs')))[0].count);
async function keys(): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of storage.keys()) found.push(key);
  return found;
}
async function read(sha256: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await as(NOBODY, (blobs) => blobs.open(sha256))) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
async function empty(): Promise<void> {
  await documents.given(async (db) => {
    await db.query('DELETE FROM blob_references');
    await db.query('DELETE FROM blobs');
  });
  for (const key of await keys()) await storage.remove(key);
}

describe('blobs', () => {
  it('gives back what was put, all and by ranges, under its hash', async () => {
    const bytes = text();
    const stored = await put(bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(stored).toEqual({ sha256, size: bytes.length, sniffedType: 'text/plain', attachmentOnly: true });
    expect((await read(sha256)).equals(bytes)).toBe(true);
    expect(await as(NOBODY, (blobs) => blobs.find(sha256))).toEqual(stored);
    expect(await as(NOBODY, (blobs) => blobs.find('0'.repeat(64)))).toBeNull();
  });

  it('keeps the same bytes once, whoever of fifty brings them at the same time', async () => {
    await empty();
    const bytes = text();
    const viewers = Array.from({ length: 50 }, () => aViewer());
    const stored = await Promise.all(viewers.map((viewer) => put(bytes, viewer)));
    expect(new Set(stored.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(await rows()).toBe(1);
    expect(await keys()).toHaveLength(1);
    await Promise.all(viewers.map((viewer, index) => refer(viewer, stored[index]?.sha256 ?? '', `once ${index}`)));
    expect(
      (
        await documents.given((db) =>
          db.query('SELECT count(*), min(unreferenced_since) AS since FROM blob_references JOIN blobs USING (sha256)'),
        )
      )[0],
    ).toEqual({ count: '50', since: null });
  });

  it('removes bytes when the last that has them is gone, and no sooner', async () => {
    await empty();
    const viewer = aViewer();
    const { sha256 } = await put(text(), viewer);
    await refer(viewer, sha256, 'a', 'b', 'b');
    later(HOLD_MS + 1);
    await release('a');
    expect(await removeUnreferenced(system())).toBe(0);
    expect((await read(sha256)).length).toBeGreaterThan(0);
    await release('b');
    await documents.subgraph.runJobs();
    expect(await rows()).toBe(0);
    expect(await keys()).toEqual([]);
    await expect(read(sha256)).rejects.toThrow('does not have these bytes');
  });

  it('holds for an hour what was put and not referred to, and then lets it go', async () => {
    await empty();
    const viewer = aViewer();
    const { sha256 } = await put(text(), viewer);
    later(HOLD_MS - 1);
    expect(await removeUnreferenced(system())).toBe(0);
    await as(viewer, (blobs) => blobs.hold(sha256));
    later(HOLD_MS - 1);
    expect(await removeUnreferenced(system())).toBe(0);
    later(2);
    expect(await removeUnreferenced(system())).toBe(1);
    await expect(refer(viewer, sha256, 'late')).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await keys()).toEqual([]);
  });

  it('lets nobody refer to bytes by knowing their hash', async () => {
    const { sha256 } = await put(text());
    const stranger = aViewer();
    await expect(refer(stranger, sha256, 'theft')).rejects.toMatchObject({ code: 'CONFLICT' });
    await as(stranger, (blobs) => blobs.hold(sha256));
    await refer(stranger, sha256, 'right');
  });

  it('takes no harm from references and releases that race each other and the sweeper', async () => {
    await empty();
    const bytes = text();
    const viewer = aViewer();
    const { sha256 } = await put(bytes, viewer);
    const begun = now;
    const rounds = Array.from({ length: 40 }, async (_, index) => {
      const owner = `race ${index}`;
      if (index % 4 === 3) await removeUnreferenced({ ...system(), clock: () => new Date(begun.getTime() + HOLD_MS + 1) });
      else if (index % 4 === 2) await put(bytes, viewer);
      const referred = await refer(viewer, sha256, owner).then(
        () => true,
        (error) => {
          expect(error).toMatchObject({ code: 'CONFLICT' });
          return false;
        },
      );
      if (referred && index % 2) await release(owner);
      return referred && index % 2 === 0;
    });
    const left = (await Promise.all(rounds)).filter(Boolean).length;
    const [{ count }] = await documents.given((db) => db.query('SELECT count(*) FROM blob_references'));
    expect(Number(count)).toBe(left);
    const [row] = await documents.given((db) => db.query('SELECT storage_key AS key, unreferenced_since AS since FROM blobs'));
    expect(row?.since === null).toBe(left > 0);
    expect(await keys()).toEqual(row ? [row.key] : []);
    expect((await sweep()).withoutBytes).toEqual([]);
  });

  it('leaves nothing of what fails, is too large or is empty', async () => {
    await empty();
    async function* broken() {
      yield text();
      throw new Error('the sender went away');
    }
    const tried = (stream: Readable, maxSize = 1_000) => as(aViewer(), (blobs) => blobs.put(stream, { ...limits, maxSize }));
    await expect(tried(Readable.from(broken()), 1_000_000)).rejects.toThrow('the sender went away');
    await expect(tried(Readable.from([Buffer.alloc(600, 'a'), Buffer.alloc(401, 'a')]))).rejects.toMatchObject({ fault: 'TOO_LARGE' });
    await expect(tried(Readable.from([]))).rejects.toMatchObject({ fault: 'EMPTY' });
    await expect(tried(Readable.from([Buffer.alloc(1_000)]))).rejects.toMatchObject({ fault: 'TYPE_MISMATCH' });
    expect([await rows(), await keys()]).toEqual([0, []]);
    for (const size of [999, 1_000]) expect((await tried(Readable.from([Buffer.alloc(size, 'a')]))).size).toBe(size);
    expect(await rows()).toBe(2);
  });
});

describe('the sweeper of storages', () => {
  it('removes keys without a row after a day, tells of rows without bytes, and the same bytes heal them', async () => {
    await empty();
    now = new Date();
    const [old, young] = [newStorageKey(), newStorageKey()];
    for (const key of [old, young]) await storage.write(key, Readable.from([randomBytes(10)]));
    const before = new Date(now.getTime() - GRACE_MS - 60_000);
    await utimes(join(folder, old.slice(0, 2), old.slice(2, 4), old), before, before);
    const [kept, lost] = [text(), text()];
    const viewer = aViewer();
    const stored = await Promise.all([kept, lost].map((bytes) => put(bytes, viewer)));
    const [, gone = ''] = stored.map(({ sha256 }) => sha256);
    const [{ key }] = await documents.given((db) => db.query('SELECT storage_key AS key FROM blobs WHERE sha256 = $1', [gone]));
    await storage.remove(key);
    expect(await sweep()).toEqual({ removed: 0, orphans: 1, withoutBytes: [gone] });
    expect(await keys()).toContain(young);
    expect(await keys()).not.toContain(old);
    await put(lost, viewer);
    expect((await read(gone)).equals(lost)).toBe(true);
    expect(await sweep()).toEqual({ removed: 0, orphans: 0, withoutBytes: [] });
  });
});
