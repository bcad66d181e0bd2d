import type { JobContext } from '@plat/shared/jobs/job';
import { FileFault } from './work-fault';

/** How long nobody else takes what somebody has in hand: longer than any file may take. */
const LEASE_MS = 120_000;
/** When to try again what failed by no fault of the file. */
const AGAIN_MS = 60_000;
/** Who looked into a file that often and never said what came of it did not survive it. */
const MAX_ATTEMPTS = 3;

/** A file that is to be looked into. */
export interface ClaimedFile {
  /** Of the version, or of the media. */
  readonly id: string;
  readonly sha256: string;
  readonly size: number;
  readonly mimeType: string | null;
}

/** What is to be done with files, and where it is noted which are left. */
export interface FilePlan {
  /** The table with a state, attempts and a lease for each file. */
  readonly table: 'document_texts' | 'document_renditions' | 'media_renditions';
  /** Does it, and keeps what came of it. @throws FileFault for what nothing can be made of */
  readonly work: (file: ClaimedFile, context: JobContext) => Promise<void>;
}

/** What files are of: the column that names it, and its table with the column that says how large its file is. */
const OF_VERSION = { key: 'version_id', files: 'document_versions', size: 'size' } as const;
const OF_MEDIA = { key: 'media_id', files: 'media', size: 'file_size' } as const;
const ofTable = (table: FilePlan['table']) => (table === 'media_renditions' ? OF_MEDIA : OF_VERSION);

/** Counts before anything is opened: whoever dies of a file has been counted. $1: now $2: until when it is claimed */
const claimSql = (table: FilePlan['table'], { key, files, size } = ofTable(table)) => `WITH next AS (
    SELECT ${key} FROM ${table} WHERE state = 'PENDING' AND (leased_until IS NULL OR leased_until <= $1)
      ORDER BY created_at, ${key} LIMIT 1 FOR UPDATE SKIP LOCKED),
  claimed AS (UPDATE ${table} t SET attempts = t.attempts + 1, leased_until = $2 FROM next
      WHERE t.${key} = next.${key} AND t.state = 'PENDING' RETURNING t.${key} AS id, t.attempts)
  SELECT f.id, f.blob_sha256 AS sha256, f.${size}::float8 AS size, f.mime_type AS "mimeType", max(c.attempts) AS attempts
  FROM claimed c JOIN ${files} f ON f.id = c.id GROUP BY f.id`;
const giveBackSql = (table: FilePlan['table']) =>
  `UPDATE ${table} SET attempts = attempts - 1, leased_until = $2 WHERE ${ofTable(table).key} = $1 AND state = 'PENDING'`;
const failSql = (table: FilePlan['table']) =>
  `UPDATE ${table} SET state = 'FAILED', reason = $2 WHERE ${ofTable(table).key} = $1 AND state = 'PENDING'`;

/** Looks into the next file that is left. @returns whether there was one */
export async function takeNext({ table, work }: FilePlan, context: JobContext, clock: () => Date): Promise<boolean> {
  const { asSystem, log, signal } = context;
  const after = (ms: number) => new Date(clock().getTime() + ms);
  const [file]: (ClaimedFile & { attempts: number })[] = await asSystem((db) => db.query(claimSql(table), [clock(), after(LEASE_MS)]));
  if (!file) return false;
  const { id } = file;
  const fail = (reason: string) => asSystem((db) => db.query(failSql(table), [id, reason]));
  if (file.attempts > MAX_ATTEMPTS) {
    await fail('CRASHED');
    return true;
  }
  try {
    await work(file, context);
  } catch (err) {
    if (err instanceof FileFault) {
      log.info({ file: id, fault: err.fault }, 'nothing can be made of a file');
      await fail(err.fault);
    } else {
      // Not the file's fault: the storage does not answer, or the service ends.
      if (!signal.aborted) log.error({ err, file: id }, 'a file was not looked into');
      await asSystem((db) => db.query(giveBackSql(table), [id, signal.aborted ? null : after(AGAIN_MS)]));
    }
  }
  return true;
}
