import type { JobContext } from '@plat/shared/jobs/job';
import type { StorageProvider } from '../storage/storage.provider';
import type { Storages } from '../storage/storages';
import { BlobRow } from './blob.entity';

/** What a sweep found and did. */
export interface SweepReport {
  /** Blobs that nothing had. */
  readonly removed: number;
  /** Keys of storages without a row. */
  readonly orphans: number;
  /** Hashes whose bytes are not there: somebody else emptied the storage. */
  readonly withoutBytes: readonly string[];
}

export interface SweepParts extends Pick<JobContext, 'asSystem' | 'signal'> {
  readonly storages: Storages;
  readonly clock: () => Date;
  /** Where else keys are noted besides blobs, as SQL that answers those of $1 that are. */
  readonly notedElsewhere?: string;
}

/** How long bytes may lie without a row, in milliseconds: an upload under way has none. */
export const GRACE_MS = 24 * 3_600_000;
const BATCH = 200;
/** Looks at a storage at a time. */
const LANES = 8;

/**
 * Of what nothing has and nobody holds, as many as there are; each is locked, so that whoever is about to refer to one
 * waits, and finds it gone. What another sweep has in hand is left to it.
 */
const LOCK_SQL = `SELECT sha256 FROM blobs WHERE unreferenced_since IS NOT NULL AND NOT EXISTS (
    SELECT FROM blob_holds h WHERE h.sha256 = blobs.sha256 AND h.until > $1)
    AND NOT EXISTS (SELECT FROM blob_references r WHERE r.sha256 = blobs.sha256)
  ORDER BY sha256 LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
const REMOVE_SQL = `DELETE FROM blobs WHERE sha256 = ANY ($1) AND unreferenced_since IS NOT NULL
    AND NOT EXISTS (SELECT FROM blob_references r WHERE r.sha256 = blobs.sha256)
    AND NOT EXISTS (SELECT FROM blob_holds h WHERE h.sha256 = blobs.sha256 AND h.until > $2)
  RETURNING storage_provider AS kind, storage_key AS key`;

/** Removes what nothing has any more: its row, then its bytes. @returns how many */
export async function removeUnreferenced({ asSystem, signal, storages, clock }: SweepParts): Promise<number> {
  let removed = 0;
  while (!signal.aborted) {
    const gone = await asSystem(async (db) => {
      const hashes = ((await db.query(LOCK_SQL, [clock()])) as { sha256: string }[]).map(({ sha256 }) => sha256);
      if (!hashes.length) return [];
      const [rows] = (await db.query(REMOVE_SQL, [hashes, clock()])) as [{ kind: BlobRow['storageProvider']; key: string }[]];
      return rows;
    });
    if (!gone.length) break;
    await inLanes(gone, ({ kind, key }) => storages.of(kind).remove(key));
    removed += gone.length;
  }
  await asSystem((db) => db.query('DELETE FROM blob_holds WHERE until <= $1', [clock()]));
  return removed;
}

/** Compares storages with rows, both ways. Whatever is younger than a day is left alone. */
export async function sweepStorages(parts: SweepParts): Promise<SweepReport> {
  const removed = await removeUnreferenced(parts);
  let orphans = 0;
  for (const storage of parts.storages.all) orphans += await removeOrphans(parts, storage);
  return { removed, orphans, withoutBytes: await withoutBytes(parts) };
}

async function removeOrphans(parts: SweepParts, storage: StorageProvider): Promise<number> {
  const before = parts.clock().getTime() - GRACE_MS;
  let found = 0;
  let keys: string[] = [];
  const sweep = async () => {
    const noted = await notedOf(parts, keys);
    const orphans = keys.filter((key) => !noted.has(key));
    await inLanes(orphans, (key) => storage.remove(key));
    found += orphans.length;
    keys = [];
  };
  for await (const { key, modifiedAt } of storage.keys()) {
    if (parts.signal.aborted) return found;
    if (modifiedAt.getTime() < before) keys.push(key);
    if (keys.length === BATCH) await sweep();
  }
  await sweep();
  return found;
}

async function notedOf({ asSystem, notedElsewhere }: SweepParts, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const noted = `SELECT storage_key AS key FROM blobs WHERE storage_key = ANY ($1)${notedElsewhere ? ` UNION ALL ${notedElsewhere}` : ''}`;
  const rows: { key: string }[] = keys.length ? await asSystem((db) => db.query(noted, [keys])) : [];
  return new Set(rows.map(({ key }) => key));
}

async function withoutBytes({ asSystem, storages, signal }: SweepParts): Promise<string[]> {
  const missing: string[] = [];
  let after = '';
  while (!signal.aborted) {
    const rows = await asSystem((db) =>
      db.createQueryBuilder(BlobRow, 'blob').where('blob.sha256 > :after', { after }).orderBy('blob.sha256').limit(BATCH).getMany(),
    );
    await inLanes(rows, async ({ sha256, storageProvider, storageKey, size }) => {
      if ((await storages.of(storageProvider).size(storageKey)) === Number(size)) return;
      // It may have been removed since, or found another place: only what is still said to be there is missing.
      if (await asSystem((db) => db.existsBy(BlobRow, { sha256, storageKey }))) missing.push(sha256);
    });
    after = rows.at(-1)?.sha256 ?? '';
    if (rows.length < BATCH) break;
  }
  return missing;
}

async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = [...all];
  const lane = async () => {
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
