import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import S3rver from 's3rver';
import { LocalStorage } from '../src/storage/local.storage';
import { S3Storage } from '../src/storage/s3.storage';
import { MissingBytes, newStorageKey, type StorageProvider } from '../src/storage/storage.provider';

let folder: string;
let server: S3rver;
let local: LocalStorage;
let s3: S3Storage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plat-storage-'));
  local = new LocalStorage(join(folder, 'local'));
  server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: 'papers', configs: [] }],
  });
  const { port } = await server.run();
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  s3 = new S3Storage('S3', { bucket: 'papers', endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials, prefix: 'plat/' });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function keysOf(storage: StorageProvider): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key, modifiedAt } of storage.keys()) {
    expect(Math.abs(modifiedAt.getTime() - Date.now())).toBeLessThan(3_600_000);
    keys.push(key);
  }
  return keys;
}

async function* failing(bytes?: Buffer): AsyncIterable<Buffer> {
  if (bytes) yield bytes;
  throw new Error('the sender went away');
}

const PROVIDERS = { 'a folder of this machine': () => local as StorageProvider, 'a server that speaks S3': () => s3 as StorageProvider };

describe.each(Object.entries(PROVIDERS))('storage in %s', (_name, provider) => {
  it.each([
    ['a byte', 1],
    ['less than a part', 100_000],
    ['exactly a part', 8 * 1024 * 1024],
    ['several parts and a rest', 2 * 8 * 1024 * 1024 + 77],
  ])('gives back %s, bit for bit, all and by ranges', async (_, size) => {
    const [storage, key, bytes] = [provider(), newStorageKey(), randomBytes(size)];
    const chunks = Array.from({ length: Math.ceil(size / 65_000) }, (_one, index) => bytes.subarray(index * 65_000, (index + 1) * 65_000));
    await storage.write(key, Readable.from(chunks, { objectMode: false }), size);
    expect(await storage.size(key)).toBe(size);
    expect((await bytesOf(await storage.read(key))).equals(bytes)).toBe(true);
    const range = { start: Math.floor(size / 3), end: Math.floor(size / 2) };
    expect((await bytesOf(await storage.read(key, range))).equals(bytes.subarray(range.start, range.end + 1))).toBe(true);
    expect(await keysOf(storage)).toContain(key);
    await storage.remove(key);
    expect(await storage.size(key)).toBeUndefined();
    expect(await keysOf(storage)).not.toContain(key);
  });

  it.each([
    ['its first bytes', 10],
    ['a first part', 9 * 1024 * 1024],
  ])('keeps nothing of a stream that fails after %s', async (_, size) => {
    const [storage, key] = [provider(), newStorageKey()];
    const stream = Readable.from(failing(randomBytes(size)), { objectMode: false });
    await expect(storage.write(key, stream)).rejects.toThrow('the sender went away');
    expect(await storage.size(key)).toBeUndefined();
    expect(await keysOf(storage)).toEqual([]);
  });

  it('says that bytes are missing, removes what is not there without a word, and takes no key but its own', async () => {
    const storage = provider();
    await expect(storage.read(newStorageKey())).rejects.toThrow(MissingBytes);
    await storage.remove(newStorageKey());
    for (const key of ['../../etc/passwd', '', 'a'.repeat(39), `${'a'.repeat(40)}/x`]) {
      await expect(storage.write(key, Readable.from([Buffer.from('x')]))).rejects.toThrow('no key');
      await expect(storage.read(key)).rejects.toThrow('no key');
      await expect(storage.remove(key)).rejects.toThrow('no key');
    }
  });

  it('writes and reads many at the same time', async () => {
    const storage = provider();
    const all = Array.from({ length: 20 }, () => ({ key: newStorageKey(), bytes: randomBytes(50_000) }));
    await Promise.all(all.map(({ key, bytes }) => storage.write(key, Readable.from([bytes]))));
    const read = await Promise.all(all.map(async ({ key }) => bytesOf(await storage.read(key))));
    expect(read.every((bytes, index) => bytes.equals(all[index]?.bytes as Buffer))).toBe(true);
    await Promise.all(all.map(({ key }) => storage.remove(key)));
  });
});

describe('storage in a folder', () => {
  it('names what a killed process left, so that it can be removed', async () => {
    const key = newStorageKey();
    const place = join(folder, 'local', key.slice(0, 2), key.slice(2, 4));
    await mkdir(place, { recursive: true });
    const left = `${key}.0123456789ab.part`;
    await writeFile(join(place, left), 'half');
    await utimes(join(place, left), new Date(), new Date());
    expect(await local.size(key)).toBeUndefined();
    expect(await keysOf(local)).toContain(left);
    await local.remove(left);
    expect(await readdir(place)).toEqual([]);
  });

  it('keeps nothing of what fails at once, however often', async () => {
    const store = new LocalStorage(join(folder, 'failing'));
    const refused = async () => expect(store.write(newStorageKey(), Readable.from(failing()))).rejects.toThrow('went away');
    for (let n = 0; n < 1_000; n += 1) await Promise.all([refused(), refused()]);
    expect(await keysOf(store)).toEqual([]);
  });

  it('is empty before anything was written', async () => {
    expect(await keysOf(new LocalStorage(join(folder, 'nowhere')))).toEqual([]);
  });
});
