import { Readable } from 'node:stream';
import type { JobContext } from '@plat/shared/jobs/job';
import type { Blobs } from '../blob/blobs';
import type { ClaimedFile, FilePlan } from '../file-worker/claimed-files';
import { allBytes } from '../file-worker/file-bytes';
import { formOf } from '../file-worker/file-form';
import { type FilePicture, PICTURE_SIZES, type PictureSize } from '../file-worker/file-work';
import { WORK_LIMITS, workOn } from '../file-worker/file-worker';

/** What of a file is drawn at all. */
const LARGEST = 64 * 1024 * 1024;
const BOUNDS = { pixels: 50_000_000, frames: 1_000 };
const SIZES = Object.keys(PICTURE_SIZES) as PictureSize[];
/** A picture of 1,200 × 1,200 pixels is far smaller. */
const LARGEST_PICTURE = 8 * 1024 * 1024;

const SKIP_SQL = `UPDATE document_renditions SET state = 'SKIPPED', reason = $2 WHERE version_id = $1 AND state = 'PENDING'`;
const KEEP_SQL = `UPDATE document_renditions SET state = 'DONE', width = $3, height = $4, mime_type = $5, blob_sha256 = $6
  WHERE version_id = $1 AND kind = 'THUMBNAIL' AND page = 1 AND size = $2 AND state = 'PENDING' RETURNING id`;

/** Draws the thumbnails of versions. @param blobsOf bytes as the service itself has them, and keeps them */
export const drawingThumbnails = (blobsOf: (context: JobContext) => Blobs): FilePlan => ({
  table: 'document_renditions',
  work: async (file, context) => {
    const form = formOf(file.mimeType);
    const unfit = form !== 'PDF' && form !== 'IMAGE' ? 'NOT_DRAWN' : file.size > LARGEST && 'TOO_LARGE';
    if (unfit) await context.asSystem((db) => db.query(SKIP_SQL, [file.versionId, unfit]));
    else await draw(file, form as 'PDF' | 'IMAGE', blobsOf(context), context);
  },
});

async function draw({ versionId, sha256, size }: ClaimedFile, form: 'PDF' | 'IMAGE', blobs: Blobs, context: JobContext): Promise<void> {
  const { signal } = context;
  const bytes = await allBytes(await blobs.open(sha256), size, signal);
  const pictures = await workOn({ kind: 'PICTURES', form, sizes: SIZES, bounds: BOUNDS }, bytes, WORK_LIMITS, signal);
  for (const picture of pictures) await keep(context, blobs, versionId, picture);
}

/** Bytes first, then the row with what refers to them: what is cut off in between is swept, and drawn again. */
async function keep(
  { asSystem }: JobContext,
  blobs: Blobs,
  versionId: string,
  { size, width, height, mimeType, bytes }: FilePicture,
): Promise<void> {
  const { sha256 } = await blobs.put(Readable.from([Buffer.from(bytes)]), { maxSize: LARGEST_PICTURE, fileName: 'thumbnail.webp' });
  await asSystem(async (db) => {
    const [[row]]: [{ id: string }[]] = await db.query(KEEP_SQL, [versionId, size, width, height, mimeType, sha256]);
    if (row) await blobs.reference(db, sha256, 'Rendition', row.id);
  });
}
