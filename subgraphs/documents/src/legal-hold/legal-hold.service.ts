import { narrowed } from '@plat/shared/access/scope';
import { revise } from '@plat/shared/database/revise';
import { badInput, conflict, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { In, IsNull } from 'typeorm';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import { Document } from '../document/document.entity';
import { lockHolds } from '../document-trash/document-keeping';
import { readableDocuments } from '../document-trash/document-trash.finding';
import { LegalHold } from './legal-hold.entity';
import type { HoldDocumentsInput, PlaceLegalHoldInput } from './legal-hold.input';
import { assertMayPlaceHold, visibleLegalHolds } from './legal-hold.policy';
import { LegalHoldDocument } from './legal-hold-document.entity';

const MOST = 100;

/** Matters for which documents have to stay. A hold beats every removal; what was held, when and why stays on record. */
export class LegalHoldService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly grants: GrantLearning,
    private readonly clock: () => Date,
  ) {}

  /** @throws PlatError BAD_USER_INPUT, NOT_FOUND for the exchange or a document, FORBIDDEN or UNAVAILABLE */
  async place({ name, reason, exchangeId = null, documentIds }: PlaceLegalHoldInput): Promise<LegalHold> {
    const { db, viewer, references } = this.scope;
    refuseFaults({ 'input.name': [name, 255], 'input.reason': [reason, 2_000] });
    if (documentIds) assertCount(documentIds);
    const held = exchangeId ? await this.grants.held([{ type: 'Exchange', id: exchangeId }]) : [];
    assertMayPlaceHold(viewer, exchangeId, held);
    await references.confirm([{ to: 'Exchange', id: exchangeId, path: 'input.exchangeId' }]);
    const hold = await db.save(db.create(LegalHold, { name: name.trim(), reason: reason.trim(), exchangeId, placedById: viewer.userId }));
    await this.events.record('legal_hold.placed', hold, { exchangeId: exchangeId ?? undefined });
    if (documentIds?.length) await this.hold(hold, documentIds, reason.trim());
    return hold;
  }

  /** @throws PlatError BAD_USER_INPUT, NOT_FOUND, CONFLICT with the current version, or of a hold that is released */
  async add({ id, version, documentIds, reason }: HoldDocumentsInput): Promise<LegalHold> {
    const hold = await this.touched(id, version, documentIds, reason);
    await this.hold(hold, documentIds, reason.trim());
    return hold;
  }

  /** @throws PlatError as {@link add} */
  async remove({ id, version, documentIds, reason }: HoldDocumentsInput): Promise<LegalHold> {
    const { db, viewer } = this.scope;
    const hold = await this.touched(id, version, documentIds, reason);
    const ids = documentIds.filter(isUuid).map((one) => one.toLowerCase());
    const rows = await db.findBy(LegalHoldDocument, { holdId: hold.id, documentId: In(ids), removedAt: IsNull() });
    for (const one of documentIds) if (!rows.some(({ documentId }) => documentId === one.toLowerCase())) throw notFound('Document', one);
    const removed = { removedAt: this.clock(), removedById: viewer.userId, removalReason: reason.trim() };
    await db.update(LegalHoldDocument, { id: In(rows.map((row) => row.id)) }, removed);
    const gone = rows.map(({ documentId }) => documentId);
    await this.tell('legal_hold.documents_removed', hold, gone, reason);
    return hold;
  }

  /** Ends a hold for all of its documents. @throws PlatError as {@link add} */
  async release(id: string, reason: string, version?: number | null): Promise<LegalHold> {
    const { db, viewer } = this.scope;
    refuseFaults({ reason: [reason, 2_000] });
    const { row, before, after } = await revise(db, LegalHold, {
      id,
      version,
      changes: { releasedAt: this.clock(), releasedById: viewer.userId, releaseReason: reason.trim() },
      scope: visibleLegalHolds(viewer),
      mayEdit: assertHolds,
    });
    await this.events.record('legal_hold.released', row, { before, after, exchangeId: row.exchangeId ?? undefined });
    return row;
  }

  /** The hold with its next version: what it keeps is another thing from now on. */
  private async touched(
    id: string,
    version: number | null | undefined,
    documentIds: readonly string[],
    reason: string,
  ): Promise<LegalHold> {
    const { db, viewer } = this.scope;
    refuseFaults({ 'input.reason': [reason, 2_000] });
    assertCount(documentIds);
    const scope = visibleLegalHolds(viewer);
    return (await revise(db, LegalHold, { id, version, changes: {}, scope, mayEdit: assertHolds })).row;
  }

  private async hold(hold: LegalHold, documentIds: readonly string[], reason: string): Promise<void> {
    const { db, viewer } = this.scope;
    const ids = [...new Set(documentIds.filter(isUuid).map((one) => one.toLowerCase()))];
    await lockHolds(db, ids);
    const found = await db.find(Document, { where: narrowed(readableDocuments(viewer), 'id', In(ids)) });
    for (const one of documentIds) {
      const document = found.find((row) => row.id === one.toLowerCase());
      if (!document) throw notFound('Document', one);
      if (hold.exchangeId && document.exchangeId !== hold.exchangeId)
        throw badInput({ 'input.documentIds': 'must be documents of the exchange of the hold' });
    }
    const there = await db.findBy(LegalHoldDocument, { holdId: hold.id, documentId: In(ids), removedAt: IsNull() });
    const fresh = found.filter((document) => !there.some(({ documentId }) => documentId === document.id));
    await db.save(
      fresh.map((document) =>
        db.create(LegalHoldDocument, {
          holdId: hold.id,
          documentId: document.id,
          documentTitle: document.title,
          reason,
          addedById: viewer.userId,
          addedAt: this.clock(),
        }),
      ),
    );
    // Those that it has already are named again: for which reason, is news.
    await this.tell('legal_hold.documents_added', hold, ids, reason);
  }

  private tell(
    type: 'legal_hold.documents_added' | 'legal_hold.documents_removed',
    hold: LegalHold,
    documentIds: readonly string[],
    reason: string,
  ): Promise<void> {
    return this.events.record(type, hold, { before: {}, after: {}, documentIds, reason, exchangeId: hold.exchangeId ?? undefined });
  }
}

const assertHolds = ({ releasedAt, version }: LegalHold): void => {
  if (releasedAt) throw conflict('This hold was released; place another one.', { version });
};

function assertCount(documentIds: readonly string[]): void {
  if (documentIds.length < 1 || documentIds.length > MOST) throw badInput({ 'input.documentIds': `must be from 1 to ${MOST}` });
}

/** @param texts by their paths, with the longest that each may be */
function refuseFaults(texts: Readonly<Record<string, readonly [string, number]>>): void {
  const faults = Object.entries(texts).flatMap(([path, [text, longest]]) =>
    text.trim() === '' || text.length > longest ? [[path, `must have 1 to ${longest} characters`] as const] : [],
  );
  if (faults.length) throw badInput(Object.fromEntries(faults));
}
