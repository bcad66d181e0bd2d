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

/** Where pictures of one kind of file are noted, and what says that one has its bytes. */
interface Pictures {
  readonly table: 'document_renditions' | 'media_renditions';
  readonly key: string;
  readonly owner: string;
}
const OF_VERSIONS: Pictures = { table: 'document_renditions', key: `kind = 'THUMBNAIL' AND page = 1 AND version_id`, owner: 'Rendition' };
const OF_MEDIA: Pictures = { table: 'media_renditions', key: 'media_id', owner: 'MediaRendition' };

const skipSql = ({ table, key }: Pictures) => `UPDATE ${table} SET state = 'SKIPPED', reason = $2 WHERE ${key} = $1 AND state = 'PENDING'`;
const keepSql = ({ table, key }: Pictures) => `UPDATE ${table} SET state = 'DONE', width = $3, height = $4, mime_type = $5, blob_sha256 = $6
  WHERE ${key} = $1 AND size = $2 AND state = 'PENDING' RETURNING id`;

const drawing = (pictures: Pictures, blobsOf: (context: JobContext) => Blobs): FilePlan => ({
  table: pictures.table,
  work: async (file, context) => {
    const form = formOf(file.mimeType);
    const unfit = form !== 'PDF' && form !== 'IMAGE' ? 'NOT_DRAWN' : file.size > LARGEST && 'TOO_LARGE';
    if (unfit) await context.asSystem((db) => db.query(skipSql(pictures), [file.id, unfit]));
    else await draw(pictures, file, form as 'PDF' | 'IMAGE', blobsOf(context), context);
  },
});

/** Draws the thumbnails of versions. @param blobsOf bytes as the service itself has them, and keeps them */
export const drawingThumbnails = (blobsOf: (context: JobContext) => Blobs): FilePlan => drawing(OF_VERSIONS, blobsOf);

/** The same of media. */
export const drawingMedia = (blobsOf: (context: JobContext) => Blobs): FilePlan => drawing(OF_MEDIA, blobsOf);

async function draw(
  pictures: Pictures,
  { id, sha256, size }: ClaimedFile,
  form: 'PDF' | 'IMAGE',
  blobs: Blobs,
  context: JobContext,
): Promise<void> {
  const { signal } = context;
  const bytes = await allBytes(await blobs.open(sha256), size, signal);
  const drawn = await workOn({ kind: 'PICTURES', form, sizes: SIZES, bounds: BOUNDS }, bytes, WORK_LIMITS, signal);
  for (const picture of drawn) await keep(pictures, context, blobs, id, picture);
}

/** Bytes first, then the row with what refers to them: what is cut off in between is swept, and drawn again. */
async function keep(
  pictures: Pictures,
  { asSystem }: JobContext,
  blobs: Blobs,
  id: string,
  { size, width, height, mimeType, bytes }: FilePicture,
): Promise<void> {
  const { sha256 } = await blobs.put(Readable.from([Buffer.from(bytes)]), { maxSize: LARGEST_PICTURE, fileName: 'thumbnail.webp' });
  await asSystem(async (db) => {
    const [[row]]: [{ id: string }[]] = await db.query(keepSql(pictures), [id, size, width, height, mimeType, sha256]);
    if (row) await blobs.reference(db, sha256, pictures.owner, row.id);
  });
}
