import { PlatError } from '@plat/shared/errors/plat-error';
import type { EntityManager } from 'typeorm';
import { DocumentCheckOut } from './document-checkout.entity';

/** What a document is checked out as at this moment. @param db with the document's row locked */
export async function checkOutOf(db: EntityManager, documentId: string, now: Date): Promise<DocumentCheckOut | null> {
  const found = await db.findOneBy(DocumentCheckOut, { documentId });
  return found && found.expiresAt > now ? found : null;
}

/** @throws PlatError LOCKED while somebody else has the document checked out */
export async function assertNotCheckedOut(db: EntityManager, documentId: string, userId: string | null, now: Date): Promise<void> {
  const found = await checkOutOf(db, documentId, now);
  if (!found || found.holderId === userId) return;
  throw new PlatError('LOCKED', 'Somebody else has this document checked out.', { until: found.expiresAt.toISOString() });
}
