import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { EntityManager } from 'typeorm';
import type { ReceivedBytes } from '../blob/blobs';
import type { Storages } from '../storage/storages';
import { Upload } from './upload.entity';

/** Where bytes of an upload lie. */
type Place = Pick<ReceivedBytes, 'kind' | 'key'>;

/** A part that has arrived, with where it lies. */
export interface ArrivedPart extends ReceivedBytes {
  readonly number: number;
}

/** What the service writes of uploads; each step is committed by itself, and leaves rows that say what is there. */
export interface UploadStoreParts extends Pick<RequestScope, 'asSystem' | 'viewer' | 'origin'> {
  readonly storages: Storages;
  readonly clock: () => Date;
}

/** How long whoever finishes an upload has it for themselves, in milliseconds: a large file is read once more. */
export const LEASE_MS = 600_000;

const MINE = 'id = $1 AND user_id = $2 AND expires_at > $3';
/** Nobody finishes it, or whoever did is gone. */
const FREE = `(state = 'OPEN' OR (state = 'FINISHING' AND leased_until <= $3))`;
const CLAIM_SQL = `UPDATE upload_sessions SET state = 'FINISHING', leased_until = $4 WHERE ${MINE} AND ${FREE} RETURNING id`;
const REOPEN_SQL = `UPDATE upload_sessions SET state = 'OPEN', leased_until = NULL WHERE id = $1 AND state = 'FINISHING'`;
const PARTS_SQL = `SELECT part_no AS number, size::float8 AS size, sha256, storage_provider AS kind, storage_key AS key
  FROM upload_parts WHERE upload_id = $1 ORDER BY part_no`;
const KEEP_PART_SQL = `INSERT INTO upload_parts (upload_id, part_no, size, sha256, storage_provider, storage_key, arrived_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (upload_id, part_no) DO UPDATE SET size = excluded.size, sha256 = excluded.sha256,
    storage_provider = excluded.storage_provider, storage_key = excluded.storage_key, arrived_at = excluded.arrived_at`;
const DROP_PARTS_SQL = 'DELETE FROM upload_parts WHERE upload_id = ANY ($1) RETURNING storage_provider AS kind, storage_key AS key';
const SPEND_SQL = 'INSERT INTO upload_addresses (upload_id, nonce) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING nonce';

export class UploadStore {
  constructor(private readonly parts: UploadStoreParts) {}

  /** Uses a signed address up. @returns whether it had not been used */
  async spend(uploadId: string, nonce: string): Promise<boolean> {
    const rows: unknown[] = await this.parts.asSystem((db) => db.query(SPEND_SQL, [uploadId, nonce]));
    return rows.length === 1;
  }

  /** Takes an upload to finish it. @returns its parts; undefined when it is not there, finished, or in other hands */
  claim(id: string): Promise<ArrivedPart[] | undefined> {
    const { viewer, clock } = this.parts;
    const values = [id, viewer.userId, clock(), new Date(clock().getTime() + LEASE_MS)];
    return this.parts.asSystem(async (db) => {
      const [claimed] = (await db.query(CLAIM_SQL, values)) as [unknown[]];
      return claimed.length ? db.query(PARTS_SQL, [id]) : undefined;
    });
  }

  /** Gives back what was claimed, as it is. */
  async reopen(id: string): Promise<void> {
    await this.parts.asSystem((db) => db.query(REOPEN_SQL, [id]));
  }

  /** Notes a part that arrived, in the place of one that did before. @returns whether the upload still takes parts */
  async keepPart(id: string, number: number, { size, sha256, kind, key }: ReceivedBytes): Promise<boolean> {
    const { asSystem, viewer, clock, storages } = this.parts;
    const before = await asSystem(async (db) => {
      const where = { id, userId: viewer.userId };
      const upload = await db.findOne(Upload, { where, lock: { mode: 'pessimistic_write' } });
      const state: `${Upload['state']}` | undefined = upload?.state;
      if (state !== 'OPEN' || upload?.blobSha256 || (upload?.expiresAt ?? 0) <= clock()) return undefined;
      const held: (Place & { number: number })[] = await db.query(PARTS_SQL, [id]);
      await db.query(KEEP_PART_SQL, [id, number, size, sha256, kind, key, clock()]);
      return held.filter((one) => one.number === number);
    });
    for (const place of before ?? [{ kind, key }]) await storages.of(place.kind).remove(place.key);
    return before !== undefined;
  }

  /**
   * For the transaction that keeps the whole: what was put together is kept there from then on, and the parts are done
   * with. @returns where they lie, for whoever removes them behind the transaction
   * @throws Error when somebody else took the upload in the meantime
   */
  async handOver(db: EntityManager, id: string, sha256: string): Promise<Place[]> {
    const [rows] = (await db.query(
      `UPDATE upload_sessions SET blob_sha256 = $2 WHERE id = $1 AND state = 'FINISHING' AND leased_until > $3 RETURNING id`,
      [id, sha256, this.parts.clock()],
    )) as [unknown[]];
    if (!rows.length) throw new Error('The upload was in hand for longer than anybody may have it.');
    return placesOf(await db.query(DROP_PARTS_SQL, [[id]]));
  }

  /** Forgets an upload that nobody finishes. @param why it ended, where it was not given up @returns whether there was one */
  async abort(id: string, why?: string): Promise<boolean> {
    const { asSystem, viewer, origin, clock, storages } = this.parts;
    const places = await asSystem(async (db) => {
      const upload = await db.findOne(Upload, { where: { id, userId: viewer.userId }, lock: { mode: 'pessimistic_write' } });
      const state: `${Upload['state']}` | undefined = upload?.state;
      const isBusy = state === 'FINISHING' && (upload?.leasedUntil ?? 0) > clock();
      if (!upload || state === 'FINISHED' || (isBusy && why === undefined)) return undefined;
      const details = why === undefined ? {} : { success: false, error: why };
      await new Events({ db, viewer, origin }).record('upload.aborted', upload, { before: upload, after: {}, ...details });
      return dropUploads(db, [id]);
    });
    for (const { kind, key } of places ?? []) await storages.of(kind).remove(key);
    return places !== undefined;
  }
}

/** Forgets uploads, whose rows are locked. @returns where their parts lie: no blob has taken these over */
export async function dropUploads(db: EntityManager, ids: readonly string[]): Promise<Place[]> {
  const places = placesOf(await db.query(DROP_PARTS_SQL, [ids]));
  await db.query('DELETE FROM upload_sessions WHERE id = ANY ($1)', [ids]);
  return places;
}

const placesOf = ([rows]: [Place[]]): Place[] => rows;
