import type { JobContext, Jobs } from '@plat/shared/jobs/job';
import type { Storages } from '../storage/storages';
import { dropUploads } from './upload.store';

/** The task that forgets uploads whose day is over. */
export const EXPIRE_UPLOADS = 'uploads.expire';

const BATCH = 100;
/** One that somebody finishes at this moment is left to them. */
const EXPIRED_SQL = `SELECT id FROM upload_sessions WHERE expires_at <= $1 AND (leased_until IS NULL OR leased_until <= $1)
  ORDER BY expires_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;

interface UploadJobParts {
  readonly storages: Storages;
  readonly clock: () => Date;
}

async function expire({ storages, clock }: UploadJobParts, { asSystem, signal }: JobContext): Promise<void> {
  let found = BATCH;
  while (found === BATCH && !signal.aborted) {
    const places = await asSystem(async (db) => {
      const ids = ((await db.query(EXPIRED_SQL, [clock()])) as { id: string }[]).map(({ id }) => id);
      found = ids.length;
      return dropUploads(db, ids);
    });
    for (const { kind, key } of places) await storages.of(kind).remove(key);
  }
}

/** Where keys are noted besides blobs, for whoever removes those that are noted nowhere. */
export const KEYS_OF_PARTS = 'SELECT storage_key AS key FROM upload_parts WHERE storage_key = ANY ($1)';

/** Every ten minutes. */
export const uploadJobs = (parts: UploadJobParts): Jobs => ({
  tasks: { [EXPIRE_UPLOADS]: (_, context) => expire(parts, context) },
  schedule: [{ task: EXPIRE_UPLOADS, at: '*/10 * * * *' }],
});
