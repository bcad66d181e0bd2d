import type { PlatError } from '@plat/shared/errors/plat-error';
import type { StoredBlob } from '../blob/blobs';
import type { Upload } from './upload.entity';

/** What of an upload says what it is for. */
export type SentFile = Pick<Upload, 'documentId' | 'details' | 'media' | 'fileName' | 'fileSize'>;

/** What becomes of files that are sent. */
export interface UploadTarget<Made extends { readonly id: string }> {
  /** Rights are those of the moment: asked when it starts, for every part, and when it is finished. @throws PlatError unless it may be sent */
  assertMaySend(upload: SentFile): Promise<void>;
  /** Makes it of bytes that are held, in the request's transaction. @throws PlatError as for adding it by itself */
  make(upload: Upload, blob: StoredBlob): Promise<Made>;
  /** Asked before anything is done. @returns notes that it was refused, when the transaction is over with */
  watch(upload: SentFile): Promise<(error: PlatError) => Promise<void>>;
}
