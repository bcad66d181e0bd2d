import type { Readable } from 'node:stream';
import type { ByteRange, StorageProvider } from '../storage/storage.provider';

const WINDOW = 64 * 1024;

/** Bytes that can be looked at anywhere, for whoever has to judge a file without holding it. */
export interface ByteSource {
  readonly size: number;
  /** Up to so many bytes from there; fewer at the end. At most 64 KiB at a time. */
  at(start: number, length: number): Promise<Buffer>;
  stream(range?: ByteRange): Promise<Readable>;
}

/** What a storage has under a key. Of what was looked at last, a little is remembered: formats are read in small steps. */
export function storedBytes(storage: StorageProvider, key: string, size: number): ByteSource {
  let window = { start: 0, bytes: Buffer.alloc(0) };
  const load = async (start: number): Promise<void> => {
    const end = Math.min(start + WINDOW, size) - 1;
    const chunks: Buffer[] = [];
    for await (const chunk of await storage.read(key, { start, end })) chunks.push(chunk as Buffer);
    window = { start, bytes: Buffer.concat(chunks) };
  };
  return {
    size,
    at: async (start, length) => {
      const end = Math.min(start + Math.min(length, WINDOW), size);
      if (start < 0 || end <= start) return Buffer.alloc(0);
      if (start < window.start || end > window.start + window.bytes.length) await load(start);
      return window.bytes.subarray(start - window.start, end - window.start);
    },
    stream: (range) => storage.read(key, range),
  };
}
