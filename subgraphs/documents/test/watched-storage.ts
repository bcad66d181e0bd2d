import type { Readable } from 'node:stream';
import { LocalStorage } from '../src/storage/local.storage';
import type { ByteRange } from '../src/storage/storage.provider';
import { Storages } from '../src/storage/storages';

/** One reading of stored bytes. */
export interface Reading {
  readonly key: string;
  readonly stream: Readable;
  /** Bytes that were taken from the storage so far. */
  taken: number;
}

/** Storage on the disk that tells of all that is read from it. */
export class WatchedStorage extends LocalStorage {
  readonly readings: Reading[] = [];
  /** Asked before bytes are read; who has something against it throws. */
  before: (key: string) => Promise<void> = async () => undefined;

  get storages(): Storages {
    return new Storages(this);
  }

  override async read(key: string, range?: ByteRange): Promise<Readable> {
    await this.before(key);
    const stream = await super.read(key, range);
    const reading: Reading = { key, stream, taken: 0 };
    const push = stream.push.bind(stream);
    stream.push = (chunk, encoding) => {
      reading.taken += (chunk as Buffer | null)?.length ?? 0;
      return push(chunk, encoding);
    };
    this.readings.push(reading);
    return stream;
  }
}
