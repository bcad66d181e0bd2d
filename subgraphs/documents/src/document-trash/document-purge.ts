import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { ViewerCard } from '@plat/shared/access/viewer-card';
import { Events } from '@plat/shared/events/events';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { EntityManager } from 'typeorm';
import type { AccessLog } from '../access-log/access-log';
import type { Blobs } from '../blob/blobs';
import type { Document } from '../document/document.entity';
import { readersOf } from '../document/document.readers';
import { type DocumentPurgeCause, DocumentTombstone } from '../document-tombstone/document-tombstone.entity';

/** What has bytes of a document: the owners by which they are referred to, and their ids. $1: the document */
const OWNERS_SQL = `SELECT 'DocumentVersion' AS type, id FROM document_versions WHERE document_id = $1 ORDER BY id`;
const FILES_SQL = `SELECT jsonb_agg(jsonb_build_object('versionNumber', version_number, 'sha256', blob_sha256, 'size', size, 'fileName', file_name)
  ORDER BY version_number) AS files FROM document_versions WHERE document_id = $1`;

/** In whose name a document is removed, and why. */
export interface Purge {
  readonly viewer: Viewer;
  readonly origin: RequestOrigin;
  readonly card: ViewerCard;
  readonly cause: DocumentPurgeCause;
  readonly reason: string | null;
  readonly now: Date;
}

/**
 * Removes a document for good: a tombstone stays, and what was written of who had to do with it. Its row is locked, and
 * nothing keeps it.
 * @param db a transaction of the system's
 */
export async function purgeDocument(
  db: EntityManager,
  { blobs, log }: { readonly blobs: Pick<Blobs, 'release'>; readonly log: Pick<AccessLog, 'recordWith'> },
  document: Document,
  { viewer, origin, card, cause, reason, now }: Purge,
): Promise<DocumentTombstone> {
  const [{ files }] = (await db.query(FILES_SQL, [document.id])) as [{ files: unknown }];
  const owners = (await db.query(OWNERS_SQL, [document.id])) as { type: string; id: string }[];
  const tombstone = await db.save(
    db.create(DocumentTombstone, {
      documentId: document.id,
      title: document.title,
      origin: document.origin,
      userId: document.userId,
      files: files ?? [],
      cause,
      reason,
      purgedById: viewer.identity.userId ?? null,
      createdAt: now,
    }),
  );
  for (const { type, id } of owners) await blobs.release(db, type, id);
  const [readers] = await readersOf(db, [document]);
  const told = { before: document, after: {}, cause, reason: reason ?? undefined, readers, exchangeId: document.exchangeId ?? undefined };
  await new Events({ db, viewer, origin }).record('document.deleted', document, told);
  await log.recordWith(
    db,
    { documentId: document.id, title: document.title, action: 'PURGE', success: true, viewer: viewer ?? NOBODY, origin },
    card,
  );
  await db.query('DELETE FROM documents WHERE id = $1', [document.id]);
  return tombstone;
}
