import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Viewer } from '@plat/shared/access/viewer';
import type { AsSystem } from '@plat/shared/database/system-database';
import { lostRace } from '@plat/shared/errors/database-error';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import type { EntityManager } from 'typeorm';
import { type ByteRange, MissingBytes, newStorageKey } from '../storage/storage.provider';
import type { Storages } from '../storage/storages';
import { BlobRow } from './blob.entity';
import { storedBytes } from './byte-source';
import { type FileJudgement, formatOf, judgeFile, SNIFFED, sniffHead } from './file-judgement';
import { RefusedFile } from './refused-file';

/** Bytes that are kept, by what everybody may know who has them. The hash opens nothing. */
export interface StoredBlob extends FileJudgement {
  readonly sha256: string;
  readonly size: number;
}

/** What is taken. */
export interface PutLimits {
  /** Bytes at most. */
  readonly maxSize: number;
  /** The name that the content is judged by: it must be what the extension says. */
  readonly fileName: string;
}

/** Bytes that have arrived, and of which nobody knows yet. */
export interface ReceivedBytes {
  readonly kind: BlobRow['storageProvider'];
  readonly key: string;
  readonly sha256: string;
  readonly size: number;
}

/** Where bytes are, and what they are. */
type KeptRow = FileJudgement & Pick<ReceivedBytes, 'kind' | 'key'>;

export interface BlobParts {
  readonly storages: Storages;
  readonly asSystem: AsSystem;
  /** For whom bytes are held that are put. */
  readonly viewer: Viewer;
  readonly clock: () => Date;
  /** Extensions that are taken. */
  readonly taken: readonly string[];
}

/** The task that removes what nothing has any more. */
export const SWEEP_BLOBS = 'blobs.sweep';

/** How long bytes are kept for whoever has put them and not referred to them yet, in milliseconds. */
export const HOLD_MS = 3_600_000;
const SERVICE = '00000000-0000-0000-0000-000000000000';

/** The first to keep them writes the row; whoever comes later is told where they are. Each locks it. */
const KEEP_SQL = `INSERT INTO blobs AS b (sha256, storage_provider, storage_key, size, sniffed_type, attachment_only, unreferenced_since)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (sha256) DO UPDATE SET attachment_only = b.attachment_only OR excluded.attachment_only
  RETURNING storage_provider AS "kind", storage_key AS "key", sniffed_type AS "sniffedType", attachment_only AS "attachmentOnly"`;
const HOLD_SQL = `INSERT INTO blob_holds AS h (sha256, user_id, until) VALUES ($1, $2, $3)
  ON CONFLICT (sha256, user_id) DO UPDATE SET until = greatest(h.until, excluded.until)`;
const HEAL_SQL = 'UPDATE blobs SET storage_provider = $3, storage_key = $4 WHERE sha256 = $1 AND storage_key = $2 RETURNING sha256';

/**
 * The bytes of documents: kept once by their hash, as long as something refers to them. It knows nothing of rights:
 * {@link open} is for the door to content and for jobs of the service, and no request gets to it by a hash.
 */
export class Blobs {
  constructor(private readonly parts: BlobParts) {}

  /**
   * Keeps what a stream has. The same bytes are kept once, however many bring them at the same time; they are held for the
   * viewer, who may refer to them within an hour.
   * @throws RefusedFile for what is empty, too large, not taken, dangerous or not what its name says: nothing is left of it
   * @throws what the stream fails with
   */
  async put(bytes: Readable, limits: PutLimits): Promise<StoredBlob> {
    return this.keep(await this.receive(bytes, limits), limits.fileName);
  }

  /** Writes bytes to the storage under a key that nothing knows; unless they are kept, they are removed after a while. @throws as {@link put} */
  async receive(bytes: Readable, { maxSize, fileName }: Partial<PutLimits> & Pick<PutLimits, 'maxSize'>): Promise<ReceivedBytes> {
    const storage = this.parts.storages.current;
    const key = newStorageKey();
    const seen = { hash: createHash('sha256'), size: 0 };
    const format = fileName === undefined ? undefined : formatOf(fileName, this.parts.taken);
    await storage.write(key, Readable.from(this.watched(bytes, seen, maxSize, format), { objectMode: false }));
    return { kind: storage.kind as ReceivedBytes['kind'], key, sha256: seen.hash.digest('hex'), size: seen.size };
  }

  /**
   * Judges bytes that were received, and keeps them.
   * @param within what else is written in the transaction that keeps them
   * @throws RefusedFile; nothing is left of them then
   */
  async keep(received: ReceivedBytes, fileName: string, within?: (db: EntityManager) => Promise<void>): Promise<StoredBlob> {
    const { sha256, size, key } = received;
    const storage = this.parts.storages.of(received.kind);
    const judgement = await judgeFile(storedBytes(storage, key, size), fileName, this.parts.taken).catch(async (error) => {
      if (error instanceof RefusedFile) await storage.remove(key);
      throw error;
    });
    // Whether this fails or is cut off, what it left without a row is removed later.
    const kept = await this.parts.asSystem(async (db) => {
      await within?.(db);
      const { sniffedType, attachmentOnly } = judgement;
      const values = [sha256, received.kind, key, size, sniffedType, attachmentOnly, this.parts.clock()];
      const [row] = (await db.query(KEEP_SQL, values)) as [KeptRow];
      await this.holdFor(db, sha256);
      return row;
    });
    if (kept.key !== key) await this.leaveOne(received, kept);
    return { sha256, size, sniffedType: kept.sniffedType, attachmentOnly: kept.attachmentOnly };
  }

  /** Lets the viewer refer to bytes that are kept already: for whoever has decided that they may, as of an earlier version. */
  hold(sha256: string): Promise<void> {
    return this.parts.asSystem((db) => this.holdFor(db, sha256));
  }

  /**
   * Says that something has these bytes, in the transaction that makes it so. They are charged to the viewer.
   * @param db the request's transaction or the system's
   * @throws PlatError CONFLICT when the viewer does not hold them any more: they have to be sent again
   */
  async reference(db: EntityManager, sha256: string, ownerType: string, ownerId: string): Promise<void> {
    const [{ done }] = await db.query('SELECT reference_blob($1, $2, $3) AS done', [sha256, ownerType, ownerId]);
    if (!done) throw lostRace('The content was not kept any longer; send it again.');
  }

  /** Says that something is no more. What nothing else has is removed behind the transaction. @param db the system's */
  async release(db: EntityManager, ownerType: string, ownerId: string): Promise<void> {
    const [{ released }] = await db.query('SELECT release_blobs($1, $2) AS released', [ownerType, ownerId]);
    if (released !== '0') await enqueueJob(db, SWEEP_BLOBS, {}, { key: SWEEP_BLOBS });
  }

  /** Where bytes are kept that are held. @throws MissingBytes */
  async provider(sha256: string): Promise<BlobRow['storageProvider']> {
    const row = await this.row(sha256);
    if (!row) throw new MissingBytes();
    return row.storageProvider;
  }

  /** What is kept under a hash; null when nothing is. */
  async find(sha256: string): Promise<StoredBlob | null> {
    const row = await this.row(sha256);
    return row && { sha256, size: Number(row.size), sniffedType: row.sniffedType, attachmentOnly: row.attachmentOnly };
  }

  /**
   * The bytes, for the door to content and for jobs of the service: whoever calls this has decided that they may be had.
   * @throws MissingBytes when nothing is kept under the hash, or the storage has lost it
   */
  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    const row = await this.row(sha256);
    if (!row) throw new MissingBytes();
    return this.parts.storages.of(row.storageProvider).read(row.storageKey, range);
  }

  private row(sha256: string): Promise<BlobRow | null> {
    return this.parts.asSystem((db) => db.findOneBy(BlobRow, { sha256 }));
  }

  private async holdFor(db: EntityManager, sha256: string): Promise<void> {
    const { viewer, clock } = this.parts;
    await db.query(HOLD_SQL, [sha256, viewer.identity.userId ?? SERVICE, new Date(clock().getTime() + HOLD_MS)]);
  }

  /** The bytes were kept before: of the two, the earlier stay. Where those were lost, these take their place. */
  private async leaveOne(received: ReceivedBytes, kept: Pick<ReceivedBytes, 'kind' | 'key'>): Promise<void> {
    const { storages, asSystem } = this.parts;
    const before = storages.of(kept.kind);
    if ((await before.size(kept.key)) !== received.size) {
      const healed = await asSystem((db) => db.query(HEAL_SQL, [received.sha256, kept.key, received.kind, received.key]));
      if (healed[0].length) return before.remove(kept.key);
    }
    await storages.of(received.kind).remove(received.key);
  }

  private async *watched(
    bytes: Readable,
    seen: { readonly hash: ReturnType<typeof createHash>; size: number },
    maxSize: number,
    format?: ReturnType<typeof formatOf>,
  ): AsyncIterable<Buffer> {
    let head: Buffer | undefined = Buffer.alloc(0);
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      seen.size += chunk.length;
      if (seen.size > maxSize) throw new RefusedFile('TOO_LARGE', `A file has at most ${maxSize} bytes.`);
      seen.hash.update(chunk);
      if (head && format) {
        head = Buffer.concat([head, chunk.subarray(0, SNIFFED - head.length)]);
        if (head.length === SNIFFED) {
          await sniffHead(head, format);
          head = undefined;
        }
      }
      yield chunk;
    }
    if (seen.size === 0) throw new RefusedFile('EMPTY', 'The file is empty.');
    if (head?.length && format) await sniffHead(head, format);
  }
}
