import type { CreateShareLinkInput } from './share-link.input';

const MOST_DOCUMENTS = 20;
const MOST_DOWNLOADS = 10_000;
const LONGEST_LABEL = 255;
const LONGEST_MS = 366 * 24 * 3_600_000;

/** Everything that is wrong with a new link at once, by argument path. */
export function faultsOfShareLink(
  { documentIds, expiresAt, maxDownloads, label }: CreateShareLinkInput,
  now: Date,
): Record<string, string> {
  const faults: Record<string, string> = {};
  const count = new Set(documentIds.map((id) => id.toLowerCase())).size;
  if (count < 1 || documentIds.length > MOST_DOCUMENTS) faults['input.documentIds'] = `must name 1 to ${MOST_DOCUMENTS} documents`;
  else if (count !== documentIds.length) faults['input.documentIds'] = 'must name each document once';
  if (expiresAt.getTime() <= now.getTime()) faults['input.expiresAt'] = 'must be in the future';
  else if (expiresAt.getTime() > now.getTime() + LONGEST_MS) faults['input.expiresAt'] = 'must be within a year';
  if (maxDownloads != null && (maxDownloads < 1 || maxDownloads > MOST_DOWNLOADS))
    faults['input.maxDownloads'] = `must be from 1 to ${MOST_DOWNLOADS}`;
  if (label != null && (label.trim() === '' || label.length > LONGEST_LABEL))
    faults['input.label'] = `must have 1 to ${LONGEST_LABEL} characters`;
  return faults;
}
