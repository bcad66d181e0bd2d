import { PlatError } from '@plat/shared/errors/plat-error';
import type { KeptAtEnds } from '@plat/shared/references/removal';
import type { EntityManager } from 'typeorm';
import { Document } from '../document/document.entity';

/** What keeps a document from being removed. */
export interface Kept {
  readonly documentId: string;
  readonly isHeld: boolean;
  /** Whether a retention keeps it whose time has not begun. */
  readonly isOpen: boolean;
  /** The end of the longest retention that is not over. */
  readonly until: Date | null;
}

const KEPT_SQL = `SELECT d.id AS "documentId",
    EXISTS (SELECT FROM legal_hold_documents l JOIN legal_holds h ON h.id = l.hold_id
      WHERE l.document_id = d.id AND l.removed_at IS NULL AND h.released_at IS NULL) AS "isHeld",
    EXISTS (SELECT FROM document_retentions r WHERE r.document_id = d.id AND r.keep_until IS NULL) AS "isOpen",
    (SELECT max(r.keep_until) FROM document_retentions r WHERE r.document_id = d.id AND r.keep_until > $2) AS until
  FROM unnest($1::uuid[]) AS one(id) JOIN documents d ON d.id = one.id`;

/** Whoever holds one of these documents at this moment, or removes it, is waited for. $1: their ids, in one order */
const LOCK_SQL = `SELECT pg_advisory_xact_lock(hashtextextended('legal hold of ' || one, 0)) FROM unnest($1::text[]) AS one`;

/** Lets nobody hold these documents, or remove them, until the transaction ends. @param ids as PostgreSQL writes them */
export const lockHolds = (db: EntityManager, ids: readonly string[]): Promise<unknown> => db.query(LOCK_SQL, [[...ids].sort()]);

/**
 * Of these documents, those that may not be removed now. Nobody holds one until the transaction ends, and a policy that is newer
 * than what was reckoned counts.
 * @param db of the system, with the documents' rows locked
 */
export async function keptOf(db: EntityManager, ids: readonly string[], now: Date): Promise<Kept[]> {
  await lockHolds(db, ids);
  await db.query('SELECT FROM reckon_retention($1::uuid[])', [ids]);
  const rows: Kept[] = await db.query(KEPT_SQL, [ids, now]);
  return rows.filter(({ isHeld, isOpen, until }) => isHeld || isOpen || until !== null);
}

/** Documents that go with nothing, because a legal hold or a retention keeps them. */
export const keptDocuments =
  (clock: () => Date): KeptAtEnds =>
  async (db, entity, ids) =>
    new Set(entity === Document ? (await keptOf(db, ids, clock())).map(({ documentId }) => documentId) : []);

/** @throws PlatError LOCKED with what keeps one of these documents */
export async function assertNotKept(db: EntityManager, ids: readonly string[], now: Date): Promise<void> {
  const [kept] = await keptOf(db, ids, now);
  if (kept) throw keptBy(kept);
}

/** For the trash, from which it comes back: retention keeps nothing out of it. @throws PlatError LOCKED by a legal hold */
export async function assertNotHeld(db: EntityManager, id: string, now: Date): Promise<void> {
  const [kept] = await keptOf(db, [id], now);
  if (kept?.isHeld) throw keptBy(kept);
}

function keptBy({ documentId, isHeld, isOpen, until }: Kept): PlatError {
  if (isHeld) return new PlatError('LOCKED', 'A legal hold keeps this document.', { documentId, keptBy: 'LEGAL_HOLD' });
  const retention = { documentId, keptBy: 'RETENTION' };
  if (isOpen)
    return new PlatError('LOCKED', 'This document has to be kept until its exchange has ended, and for a time after that.', retention);
  const end = until?.toISOString();
  return new PlatError('LOCKED', `This document has to be kept until ${end}.`, { ...retention, until: end });
}
