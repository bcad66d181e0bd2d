import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { StorageProvider as StorageKind } from '../document/document.enum';

/** The first and the last byte, counted from 0; both are read. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Something that takes up space in a storage. */
export interface StoredKey {
  readonly key: string;
  readonly modifiedAt: Date;
}

/**
 * A place that keeps bytes by keys of our own making. It knows nothing of documents, people or rights: whoever reads from
 * it must have decided before whether the bytes may be had.
 */
export interface StorageProvider {
  readonly kind: `${StorageKind}`;
  /**
   * Keeps all that a stream has, or nothing: a key is there with all bytes, or not at all, whatever ends the process.
   * @param key of {@link newStorageKey} @param size how much it will be, where that is known
   * @throws what the stream fails with
   */
  write(key: string, bytes: Readable, size?: number): Promise<void>;
  /** @throws MissingBytes when there is no such key */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** In bytes; undefined when there is no such key. */
  size(key: string): Promise<number | undefined>;
  /** A key that is not there is no fault. */
  remove(key: string): Promise<void>;
  /** All that takes up space, what was never finished included; in no order. */
  keys(): AsyncIterable<StoredKey>;
}

/** A new key: it says nothing of what is kept there, and nobody guesses it. */
export const newStorageKey = (): string => randomBytes(20).toString('hex');

/** What {@link newStorageKey} makes. @throws Error for anything else, which is a fault of ours and must reach no path */
export function assertStorageKey(key: string): void {
  if (!/^[0-9a-f]{40}$/.test(key)) throw new Error('This is no key of a storage.');
}

/** There is a row and there are no bytes: somebody else emptied the storage. */
export class MissingBytes extends Error {
  constructor() {
    super('The storage does not have these bytes.');
    this.name = 'MissingBytes';
  }
}
