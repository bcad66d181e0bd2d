import type { JobContext } from '@plat/shared/jobs/job';
import type { Blobs } from '../blob/blobs';
import type { ClaimedFile, FilePlan } from '../file-worker/claimed-files';
import { allBytes } from '../file-worker/file-bytes';
import { formOf } from '../file-worker/file-form';
import { WORK_LIMITS, workOn } from '../file-worker/file-worker';

/** What of a file is read at all. */
const LARGEST = 64 * 1024 * 1024;
const BOUNDS = { pages: 1_000, characters: 1_000_000 };

/** The document is locked before its text, as by whoever edits or purges it: the other way round, they would wait for each other. */
const END_SQL = `WITH document AS (SELECT d.id FROM documents d JOIN document_texts t ON t.document_id = d.id WHERE t.version_id = $1
    FOR NO KEY UPDATE OF d)
  UPDATE document_texts SET state = $2, content = $3, reason = $4, is_cut = $5
  WHERE version_id = $1 AND state = 'PENDING' AND EXISTS (SELECT FROM document)`;

interface Outcome {
  readonly state: 'DONE' | 'EMPTY' | 'SKIPPED';
  readonly content?: string;
  readonly reason?: string;
  readonly isCut?: boolean;
}

/** Reads the text of versions. @param blobsOf bytes as the service itself has them */
export const readingTexts = (blobsOf: (context: JobContext) => Blobs): FilePlan => ({
  table: 'document_texts',
  work: async (file, context) => {
    const { state, content, reason, isCut } = await outcomeOf(file, blobsOf(context), context.signal);
    const values = [file.id, state, content ?? null, reason ?? null, isCut ?? false];
    await context.asSystem((db) => db.query(END_SQL, values));
  },
});

async function outcomeOf({ sha256, size, mimeType }: ClaimedFile, blobs: Blobs, signal: AbortSignal): Promise<Outcome> {
  const form = formOf(mimeType);
  if (!form || form === 'IMAGE') return { state: 'SKIPPED', reason: 'NOT_TEXT' };
  if (size > LARGEST) return { state: 'SKIPPED', reason: 'TOO_LARGE' };
  const bytes = await allBytes(await blobs.open(sha256), size, signal);
  const { text, isCut } = await workOn({ kind: 'TEXT', form, bounds: BOUNDS }, bytes, WORK_LIMITS, signal);
  return text === '' ? { state: 'EMPTY' } : { state: 'DONE', content: text, isCut };
}
