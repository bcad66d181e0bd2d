import { lostRace } from '@plat/shared/errors/database-error';
import { badInput, conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { AccessLog } from '../access-log/access-log';
import type { DocumentEditing } from '../document/document.editing';
import type { Document } from '../document/document.entity';
import { DocumentCheckOut } from './document-checkout.entity';
import { checkOutOf } from './document-checkout.lock';
import { assertMayEndCheckOut } from './document-checkout.policy';

const LONGEST_MINUTES = 1_440;

/** With a number of its own each time: whoever had it before is known by theirs. */
const CHECK_OUT_SQL = `INSERT INTO document_checkouts (document_id, holder_user_id, fencing_token, expires_at, taken_from, reason, created_at)
  VALUES ($1, $2, nextval('document_fencing_tokens'), $3, $4, $5, $6)
  ON CONFLICT (document_id) DO UPDATE SET holder_user_id = excluded.holder_user_id, fencing_token = excluded.fencing_token,
    expires_at = excluded.expires_at, taken_from = excluded.taken_from, reason = excluded.reason, created_at = excluded.created_at`;

/** Who works on documents alone. */
export class DocumentCheckOutService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly editing: DocumentEditing,
    private readonly documents: LoaderById<Document>,
    private readonly checkOuts: LoaderById<DocumentCheckOut>,
    private readonly log: AccessLog,
    private readonly clock: () => Date,
  ) {}

  /**
   * Checks a document out, or goes on with what the viewer has checked out. From somebody else it is taken over for a reason.
   * @param minutes until it ends, from now
   * @throws PlatError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, or LOCKED while somebody else has it and no reason is given
   */
  async checkOut(id: string, minutes: number, reason?: string | null): Promise<Document> {
    const stated = reason?.trim() || null;
    refuseFaults(minutes, stated);
    const document = await this.editing.lockedFor(id, (found, held) => this.editing.assertMayEdit(found, held));
    const { db, viewer } = this.scope;
    const now = this.clock();
    const before = await checkOutOf(db, document.id, now);
    const isTaken = before !== null && before.holderId !== viewer.userId;
    if (isTaken && !stated) throw lockedUntil(before);
    if (isTaken) assertMayEndCheckOut(viewer, document, await this.editing.held(document));
    const expiresAt = new Date(now.getTime() + minutes * 60_000);
    const takenFrom = isTaken ? before.holderId : null;
    const since = before && !isTaken ? before.createdAt : now;
    if (takenFrom) await this.scope.references.carryOver([{ to: 'User', id: takenFrom }]);
    await db.query(CHECK_OUT_SQL, [document.id, viewer.userId, expiresAt, takenFrom, stated, since]);
    await this.tell('document.checked_out', document, {
      holderId: viewer.userId,
      takenFromId: takenFrom ?? undefined,
      expiresAt: expiresAt.toISOString(),
      reason: stated ?? undefined,
    });
    return document;
  }

  /**
   * Ends a check-out: the viewer's own, or for a reason somebody else's.
   * @param token of the check-out that is meant; another one is there by now, and stays
   * @throws PlatError NOT_FOUND, FORBIDDEN, LOCKED without a reason, CONFLICT when it is not checked out, or not so any more
   */
  async checkIn(id: string, token?: string | null, reason?: string | null): Promise<Document> {
    const stated = reason?.trim() || null;
    refuseFaults(1, stated);
    const { db, viewer } = this.scope;
    const document = await this.found(id);
    const found = await checkOutOf(db, document.id, this.clock());
    if (!found) throw conflict('This document is not checked out.');
    if (token && token !== found.fencingToken) throw conflict('Somebody has checked it out since.', { fencingToken: found.fencingToken });
    if (found.holderId !== viewer.userId) {
      if (!stated) throw lockedUntil(found);
      assertMayEndCheckOut(viewer, document, await this.editing.held(document));
    }
    const { affected } = await db.delete(DocumentCheckOut, { documentId: document.id, fencingToken: found.fencingToken });
    if (!affected) throw lostRace('Somebody else changes this document right now; try again.');
    await this.tell('document.checked_in', document, { holderId: found.holderId, reason: stated ?? undefined });
    return document;
  }

  /** Administrators, who edit nothing, do not lock its row: they only end what there is. */
  private async found(id: string): Promise<Document> {
    if (!this.scope.viewer.isAdmin) return this.editing.lockedFor(id, (document, held) => this.editing.assertMayEdit(document, held));
    const document = await this.documents.load(id);
    if (!document) throw notFound('Document', id);
    return document;
  }

  private async tell(type: 'document.checked_out' | 'document.checked_in', document: Document, checkOut: object): Promise<void> {
    this.checkOuts.clear(document.id);
    await this.events.record(type, document, { before: {}, after: {}, checkOut, exchangeId: document.exchangeId ?? undefined });
    if (type === 'document.checked_in') return;
    const { viewer, origin } = this.scope;
    await this.log.record({ documentId: document.id, title: document.title, action: 'CHECK_OUT', success: true, viewer, origin });
  }
}

const lockedUntil = ({ expiresAt }: DocumentCheckOut) =>
  new PlatError('LOCKED', 'Somebody else has this document checked out; it is taken over for a reason alone.', {
    until: expiresAt.toISOString(),
  });

function refuseFaults(minutes: number, reason: string | null): void {
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > LONGEST_MINUTES)
    throw badInput({ minutes: `must be from 1 to ${LONGEST_MINUTES}` });
  if (reason && reason.length > 500) throw badInput({ reason: 'must have at most 500 characters' });
}
