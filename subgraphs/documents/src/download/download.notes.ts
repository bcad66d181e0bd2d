import type { AsSystem } from '@plat/shared/database/system-database';
import type { Logger } from 'pino';
import type { Access, AccessLog } from '../access-log/access-log';
import type { ByteRange } from '../storage/storage.provider';

/** One use of an address. */
export interface AddressUse {
  /** Of the address. */
  readonly id: string;
  /** A user, or a visitor by a share link. */
  readonly actor: string;
  readonly sessionId?: string | null;
}

/** How long after its last request somebody may go on with a download by another address, in milliseconds. */
const GOES_ON_MS = 3_600_000;
/** How long downloads are remembered, in milliseconds. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** What this is a part of: by its address, or the person's last one of its kind of these very bytes where it does not begin anew. */
const GO_ON_SQL = `UPDATE downloads SET last_range_at = $6 WHERE id = coalesce(
    (SELECT id FROM downloads WHERE id = $1),
    (SELECT id FROM downloads WHERE $7 AND document_id = $2 AND version_number = $3 AND actor = $4
      AND session_id IS NOT DISTINCT FROM $5 AND last_range_at > $8 AND counted = $9 ORDER BY last_range_at DESC LIMIT 1))
  RETURNING id`;
/** Whoever asks twice at once waits here for the first one's row, and with it for the log. */
const BEGIN_SQL = `INSERT INTO downloads AS d (id, document_id, version_number, actor, session_id, started_at, last_range_at, counted)
  VALUES ($1, $2, $3, $4, $5, $6, $6, $7) ON CONFLICT (id) DO UPDATE SET last_range_at = excluded.last_range_at
  RETURNING (xmax = 0) AS "isNew"`;

interface Parts {
  readonly asSystem: AsSystem;
  readonly log: AccessLog;
  readonly clock: () => Date;
}

/** Keeps downloads apart from the requests that they take. */
export class DownloadNotes {
  constructor(private readonly parts: Parts) {}

  /**
   * Notes that bytes are about to leave; the log has it once for a download, in the same transaction.
   * @returns the download's id @throws PlatError UNAVAILABLE when it could not be noted
   */
  async note({ id, actor, sessionId = null }: AddressUse, access: Access, range: ByteRange | undefined): Promise<string> {
    const { asSystem, log, clock } = this.parts;
    const { documentId, versionNumber, action } = access;
    const now = clock();
    const goesOn = (range?.start ?? 0) > 0;
    const isCounted = action === 'DOWNLOAD';
    const since = new Date(now.getTime() - GOES_ON_MS);
    const values = [id, documentId, versionNumber, actor, sessionId, now];
    const [[known]]: [{ id: string }[]] = await asSystem((db) => db.query(GO_ON_SQL, [...values, goesOn, since, isCounted]));
    if (known) return known.id;
    const card = await log.cardOf(access);
    await asSystem(async (db) => {
      const [{ isNew }]: [{ isNew: boolean }] = await db.query(BEGIN_SQL, [...values, isCounted]);
      if (isNew) await log.recordWith(db, access, card);
    });
    return id;
  }

  /** Adds what has left. That it is not added harms nobody. */
  async add(id: string, bytes: number, log: Pick<Logger, 'warn'>): Promise<void> {
    const sql = 'UPDATE downloads SET bytes = bytes + $2 WHERE id = $1';
    await this.parts
      .asSystem((db) => db.query(sql, [id, bytes]))
      .catch((err) => log.warn({ err }, 'the bytes of a download were not noted'));
  }
}

/** Forgets downloads that nobody goes on with. @returns how many */
export const forgetDownloads = (asSystem: AsSystem, now: Date): Promise<number> =>
  asSystem(async (db) => {
    const [, count]: [unknown, number] = await db.query('DELETE FROM downloads WHERE last_range_at < $1', [
      new Date(now.getTime() - KEPT_MS),
    ]);
    return count;
  });
