import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { assertStorageKey, type ByteRange, MissingBytes, type StorageProvider, type StoredKey } from './storage.provider';

/** A key, or what a killed process left of one. */
const NAME = /^([0-9a-f]{40})(\.[0-9a-f]{12}\.part)?$/;

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Keeps bytes below a folder of this machine, in folders by the first letters of their keys. A file is written beside its
 * place and moved there once it is on the disk. What was never finished is a key of its own in {@link keys}.
 */
export class LocalStorage implements StorageProvider {
  readonly kind = 'LOCAL';

  constructor(private readonly folder: string) {}

  async write(key: string, bytes: Readable): Promise<void> {
    assertStorageKey(key);
    const path = this.pathOf(key);
    const draft = `${path}.${randomBytes(6).toString('hex')}.part`;
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Opened beforehand: a stream that fails while its file is being opened would not be waited for, and the file could
      // come after it was removed.
      const file = await open(draft, 'wx', 0o600);
      // A stream with more in hand would copy small chunks into large ones, which costs more than it saves. It is flushed
      // before it is closed: a name that outlives the machine must not outlive its bytes.
      await pipeline(bytes, file.createWriteStream({ flush: true }));
      await rename(draft, path);
      await this.syncFolder(dirname(path));
    } catch (error) {
      bytes.destroy();
      await unlink(draft).catch(() => undefined);
      throw error;
    }
  }

  async read(key: string, { start, end }: Partial<ByteRange> = {}): Promise<Readable> {
    assertStorageKey(key);
    const file = await this.open(key);
    return file.createReadStream({ start, end });
  }

  async size(key: string): Promise<number | undefined> {
    assertStorageKey(key);
    try {
      return (await stat(this.pathOf(key))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    if (!NAME.test(key)) assertStorageKey(key);
    await unlink(this.pathOf(key)).catch((error) => {
      if (!isMissing(error)) throw error;
    });
  }

  async *keys(): AsyncIterable<StoredKey> {
    for await (const outer of entries(this.folder)) {
      if (!outer.isDirectory()) continue;
      for await (const inner of entries(join(this.folder, outer.name))) {
        if (!inner.isDirectory()) continue;
        for await (const { name } of entries(join(this.folder, outer.name, inner.name))) {
          if (!NAME.test(name)) continue;
          const found = await stat(this.pathOf(name)).catch(() => undefined); // it may just have been finished or removed
          if (found) yield { key: name, modifiedAt: found.mtime };
        }
      }
    }
  }

  private pathOf(key: string): string {
    return join(this.folder, key.slice(0, 2), key.slice(2, 4), key);
  }

  private async open(key: string): Promise<FileHandle> {
    try {
      return await open(this.pathOf(key), 'r');
    } catch (error) {
      throw isMissing(error) ? new MissingBytes() : error;
    }
  }

  /** Else the new name might not outlive the machine, though the bytes do. */
  private async syncFolder(folder: string): Promise<void> {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

async function* entries(folder: string): AsyncIterable<Dirent> {
  try {
    yield* await opendir(folder);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
