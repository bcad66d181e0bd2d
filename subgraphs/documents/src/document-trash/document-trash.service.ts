import { narrowed } from '@plat/shared/access/scope';
import { assertVersion } from '@plat/shared/database/assert-version';
import { badInput, conflict, notFound } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { type EntityManager, Equal } from 'typeorm';
import { AccessGrantService } from '../access-grant/access-grant.service';
import type { AccessLog } from '../access-log/access-log';
import type { Blobs } from '../blob/blobs';
import type { DocumentEditing } from '../document/document.editing';
import { Document } from '../document/document.entity';
import { readersOf } from '../document/document.readers';
import { subjectsOf } from '../document/document.subjects.scope';
import { assertNotCheckedOut } from '../document-checkout/document-checkout.lock';
import { DocumentPurgeCause } from '../document-tombstone/document-tombstone.entity';
import { assertNotKept, keptOf } from './document-keeping';
import { purgeDocument } from './document-purge';
import { assertMayPurgeDocument, assertMayTrashDocument, visibleTrashedDocuments } from './document-trash.policy';

const MOST = 100;

/** What of another service a document cannot be without, by the columns that refer to it. */
const BELONGS_TO = {
  userId: 'User',
  platformLinkId: 'PlatformLink',
  leadId: 'Lead',
  projectId: 'Project',
  inquiryId: 'Inquiry',
  exchangeId: 'Exchange',
} as const;
const GONE_SQL = `SELECT type FROM deleted_subjects JOIN unnest($1::text[], $2::uuid[]) AS one(type, id) USING (type, id)`;

/**
 * Documents into the trash, out of it, and away for good. The system moves them: whoever might no longer read a document
 * where it goes could not write it there.
 */
export class DocumentTrashService {
  constructor(
    private readonly scope: RequestScope,
    private readonly editing: DocumentEditing,
    private readonly documents: LoaderById<Document>,
    private readonly blobs: Pick<Blobs, 'release'>,
    private readonly log: AccessLog,
    private readonly clock: () => Date,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, CONFLICT with the current version, or LOCKED by a check-out or a legal hold */
  async trash(id: string, version?: number | null): Promise<Document> {
    const { viewer } = this.scope;
    const seen = await this.documents.load(id);
    if (!seen) throw notFound('Document', id);
    assertMayTrashDocument(viewer, seen, await this.editing.held(seen));
    const card = await this.log.cardOf({ viewer });
    return this.move(async (db, events) => {
      const document = await lockedIn(db, this.editing.scopeOf(), seen.id);
      assertMayTrashDocument(viewer, document, await this.heldIn(db, document));
      assertVersion('Document', document, version);
      const now = this.clock();
      await assertNotCheckedOut(db, document.id, viewer.userId, now);
      await assertNotHeld(db, document.id, now);
      const [readers] = await readersOf(db, [document]);
      const trashed = await db.save(Object.assign(document, { trashedAt: now, trashedById: viewer.userId, ...raised(document) }));
      const details = { before: { trashedAt: null }, after: { trashedAt: now, trashedById: viewer.userId }, readers };
      await events.record('document.trashed', trashed, { ...details, exchangeId: trashed.exchangeId ?? undefined });
      await this.log.recordWith(db, { ...this.access(trashed), action: 'DELETE', success: true }, card);
      return trashed;
    });
  }

  /** @throws PlatError NOT_FOUND, CONFLICT with the current version, or where what it belonged to was deleted */
  async restore(id: string, version?: number | null): Promise<Document> {
    const card = await this.log.cardOf(this.scope);
    return this.move(async (db, events) => {
      const document = await lockedIn(db, visibleTrashedDocuments(this.scope.viewer), id);
      assertVersion('Document', document, version);
      await assertBelongs(db, document);
      const { trashedAt, trashedById } = document;
      const restored = await db.save(Object.assign(document, { trashedAt: null, trashedById: null, ...raised(document) }));
      const [readers] = await readersOf(db, [restored]);
      const details = { before: { trashedAt, trashedById }, after: { trashedAt: null, trashedById: null }, readers };
      await events.record('document.restored', restored, { ...details, exchangeId: restored.exchangeId ?? undefined });
      await this.log.recordWith(db, { ...this.access(restored), action: 'RESTORE', success: true }, card);
      return restored;
    });
  }

  /**
   * Removes documents from the trash for good: all of them, or none.
   * @returns them as they were
   * @throws PlatError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, CONFLICT with the current version, or LOCKED with what keeps one
   */
  async purge(ids: readonly string[], reason?: string | null, version?: number | null): Promise<Document[]> {
    refuseFaults(ids, reason);
    const { viewer, origin } = this.scope;
    const card = await this.log.cardOf({ viewer });
    return this.move(async (db) => {
      const purged: Document[] = [];
      // In one order, so that two of them do not wait for each other.
      for (const id of [...new Set(ids.map((one) => one.toLowerCase()))].sort()) {
        const document = await lockedIn(db, visibleTrashedDocuments(viewer), id);
        assertMayPurgeDocument(viewer, document, await this.heldIn(db, document));
        assertVersion('Document', document, version);
        const now = this.clock();
        await assertNotKept(db, [document.id], now);
        const purge = { viewer, origin, card, cause: DocumentPurgeCause.REQUEST, reason: reason?.trim() || null, now };
        await purgeDocument(db, { blobs: this.blobs, log: this.log }, document, purge);
        purged.push(document);
      }
      return purged;
    });
  }

  private async move<T>(work: (db: EntityManager, events: Events) => Promise<T>): Promise<T> {
    const { asSystem, viewer, origin } = this.scope;
    const moved = await asSystem((db) => work(db, new Events({ db, viewer, origin })));
    this.documents.clearAll();
    return moved;
  }

  private heldIn(db: EntityManager, document: Document) {
    return new AccessGrantService({ db, viewer: this.scope.viewer }).held(subjectsOf(document));
  }

  private access({ id: documentId, title }: Document) {
    const { viewer, origin } = this.scope;
    return { documentId, title, viewer, origin };
  }
}

const raised = ({ version }: Document) => ({ version: version + 1, updatedAt: new Date() });

/** @throws PlatError NOT_FOUND */
async function lockedIn(db: EntityManager, scope: ReturnType<typeof visibleTrashedDocuments>, id: string): Promise<Document> {
  const found =
    isUuid(id) &&
    (await db.findOne(Document, { where: narrowed(scope, 'id', Equal(id.toLowerCase())), lock: { mode: 'pessimistic_write' } }));
  if (!found) throw notFound('Document', id);
  return found;
}

/** Retention keeps nobody from putting something in the trash: it comes back from there. */
async function assertNotHeld(db: EntityManager, id: string, now: Date): Promise<void> {
  const [kept] = await keptOf(db, [id], now);
  if (kept?.isHeld) await assertNotKept(db, [id], now);
}

/** @throws PlatError CONFLICT for a document that nobody would find again */
async function assertBelongs(db: EntityManager, document: Document): Promise<void> {
  const named = Object.entries(BELONGS_TO).flatMap(([column, type]) => {
    const id = document[column as keyof typeof BELONGS_TO];
    return id ? [[type, id] as const] : [];
  });
  const [gone] = (await db.query(GONE_SQL, [named.map(([type]) => type), named.map(([, id]) => id)])) as { type: string }[];
  if (gone) throw conflict(`The ${gone.type} that it belonged to was deleted.`, { type: gone.type });
}

function refuseFaults(ids: readonly string[], reason?: string | null): void {
  if (ids.length < 1 || ids.length > MOST) throw badInput({ ids: `must be from 1 to ${MOST}` });
  if (reason && reason.length > 500) throw badInput({ reason: 'must have at most 500 characters' });
}
