import { formatOf } from '../blob/file-judgement';
import { displayName } from '../blob/file-name';
import { RefusedFile } from '../blob/refused-file';
import { faultOfMedia } from '../media/media.files';
import type { StartUploadInput } from './upload.input';
import { MOST_PARTS, type UploadLimits } from './upload.limits';

const LONGEST_COMMENT = 10_000;

/** Everything that is wrong with an upload before it begins, by argument path. @param taken extensions that are taken */
export function faultsOfUpload(
  { document, documentId, media, fileName, fileSize, partSize, comment }: StartUploadInput,
  limits: UploadLimits,
  taken: readonly string[],
): Record<string, string> {
  const faults: Record<string, string> = {};
  if ([document, documentId, media].filter(Boolean).length !== 1)
    faults['input.document'] = 'or documentId or media must be given, and one of them alone';
  try {
    formatOf(displayName(fileName), taken);
    const fault = media && faultOfMedia(media.type, fileName);
    if (fault) faults['input.fileName'] = fault;
  } catch (error) {
    if (!(error instanceof RefusedFile)) throw error;
    faults['input.fileName'] = `is not taken: ${error.message}`;
  }
  const size = BigInt(fileSize);
  if (size <= 0n) faults['input.fileSize'] = 'must be more than 0';
  else if (size > BigInt(limits.file)) faults['input.fileSize'] = `must be at most ${limits.file}`;
  else if (partSize && (BigInt(partSize) <= 0n || BigInt(partSize) * BigInt(MOST_PARTS) < size))
    faults['input.partSize'] = `must make at most ${MOST_PARTS} parts`;
  if (comment && media) faults['input.comment'] = 'is for versions of documents';
  else if (comment && comment.length > LONGEST_COMMENT) faults['input.comment'] = `must have at most ${LONGEST_COMMENT} characters`;
  return faults;
}
