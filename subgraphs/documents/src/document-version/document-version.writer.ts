import { randomUUID } from 'node:crypto';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { EntityManager } from 'typeorm';
import type { Blobs, StoredBlob } from '../blob/blobs';
import type { Document } from '../document/document.entity';
import { readersOf } from '../document/document.readers';
import { lookIntoLater } from '../file-worker/look-into';
import type { PersonalSpace } from '../upload/personal-space';
import { DocumentVersion, type DocumentVersionOrigin } from './document-version.entity';

/** A file that becomes a version of a document. */
export interface VersionFile {
  /** Bytes that are held for whoever adds them. */
  readonly blob: Pick<StoredBlob, 'sha256' | 'size'>;
  readonly fileName: string;
  readonly mimeType: string | null;
  readonly origin: `${DocumentVersionOrigin}`;
  readonly comment?: string | null;
  /** The number of the version that is brought back, for origin RESTORE. */
  readonly restoredFrom?: number;
  /** What the platform calls this state of the file, for origin SYNC. */
  readonly sourceRev?: string | null;
}

interface WriterParts {
  readonly db: EntityManager;
  readonly events: Events;
  readonly blobs: Pick<Blobs, 'reference'>;
  readonly space: PersonalSpace;
}

const LAST_SQL = 'SELECT coalesce(max(version_number), 0)::integer AS last FROM document_versions WHERE document_id = $1';

/**
 * Adds the next version of a document, whose row is locked or new; what the document says of its file follows from it.
 * @param by who adds it, none for the system
 * @throws PlatError BAD_USER_INPUT for a name or comment that is too long, CONFLICT when the bytes are not held any longer,
 *   LIMIT for what was not sent and is more than its maker has space for
 */
export async function writeVersion(
  { db, events, blobs, space }: WriterParts,
  document: Document,
  file: VersionFile,
  by: string | null,
): Promise<DocumentVersion> {
  refuseFaults(file);
  const { blob, fileName, mimeType, origin, comment = null, restoredFrom = null, sourceRev = null } = file;
  const [{ last }] = (await db.query(LAST_SQL, [document.id])) as [{ last: number }];
  const id = randomUUID();
  await blobs.reference(db, blob.sha256, 'DocumentVersion', id);
  // What is sent has had its space reserved since it began.
  if (origin !== 'USER' && by !== null) await space.assertHeld(db, blob.size);
  const version = await db.save(
    db.create(DocumentVersion, {
      id,
      documentId: document.id,
      versionNumber: last + 1,
      path: pathOf(blob),
      blobSha256: blob.sha256,
      hash: blob.sha256,
      size: String(blob.size),
      mimeType,
      fileName,
      origin: origin as DocumentVersionOrigin,
      restoredFrom,
      sourceRev,
      comment,
      createdById: by,
    }),
  );
  await lookIntoLater(db, version.id);
  const [readers] = await readersOf(db, [document]);
  await events.record('document_version.created', version, { exchangeId: document.exchangeId ?? undefined, readers });
  return version;
}

/** Bytes are found by their hash: where they are stored may change. */
export const pathOf = ({ sha256 }: Pick<StoredBlob, 'sha256'>): string => `sha256/${sha256}`;

function refuseFaults({ fileName, comment, sourceRev }: VersionFile): void {
  const faults: Record<string, string> = {};
  if (!fileName.trim() || fileName.length > 255) faults['input.fileName'] = 'must have 1 to 255 characters';
  if (comment && comment.length > 10_000) faults['input.comment'] = 'must have at most 10000 characters';
  if (sourceRev && sourceRev.length > 255) faults['input.sourceRev'] = 'must have at most 255 characters';
  if (Object.keys(faults).length) throw badInput(faults);
}
