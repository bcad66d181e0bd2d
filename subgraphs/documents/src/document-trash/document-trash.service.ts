import type { Scope } from '@plat/shared/access/scope';
import { assertVersion } from '@plat/shared/database/assert-version';
import { badInput, conflict, notFound } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { EntityManager } from 'typeorm';
import type { Access, AccessLog } from '../access-log/access-log';
import type { Blobs } from '../blob/blobs';
import type { DocumentEditing } from '../document/document.editing';
import type { Document } from '../document/document.entity';
import { heldIn, lockedIn } from '../document/document.locked';
import { readersOf } from '../document/document.readers';
import { assertNotCheckedOut } from '../document-checkout/document-checkout.lock';
import { DocumentPurgeCause } from '../document-tombstone/document-tombstone.entity';
import { assertNotHeld, assertNotKept } from './document-keeping';
import { purgeDocument } from './document-purge';
import { assertMayPurgeDocument, assertMayRestoreDocument, assertMayTrashDocument, visibleTrashedDocuments } from './document-trash.policy';

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
    await this.log.refusals(
      () => this.access(seen, 'DELETE'),
      async () => assertMayTrashDocument(viewer, seen, await this.editing.held(seen)),
    );
    const card = await this.log.cardOf({ viewer });
    return this.move('DELETE', async (db, events, lock) => {
      const document = await lock(this.editing.scopeOf(), seen.id);
      assertMayTrashDocument(viewer, document, await heldIn(db, viewer, document));
      assertVersion('Document', document, version);
      const now = this.clock();
      await assertNotCheckedOut(db, document.id, viewer.userId, now);
      await assertNotHeld(db, document.id, now);
      const [readers] = await readersOf(db, [document]);
      const trashed = await db.save(Object.assign(document, { trashedAt: now, trashedById: viewer.userId, ...raised(document) }));
      const details = { before: { trashedAt: null }, after: { trashedAt: now, trashedById: viewer.userId }, readers };
      await events.record('document.trashed', trashed, { ...details, exchangeId: trashed.exchangeId ?? undefined });
      await this.log.recordWith(db, { ...this.access(trashed, 'DELETE'), success: true }, card);
      return trashed;
    });
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN for what everybody would read, CONFLICT with the current version, or where what it belonged to was deleted */
  async restore(id: string, version?: number | null): Promise<Document> {
    const card = await this.log.cardOf(this.scope);
    return this.move('RESTORE', async (db, events, lock) => {
      const document = await lock(visibleTrashedDocuments(this.scope.viewer), id);
      assertMayRestoreDocument(this.scope.viewer, document);
      assertVersion('Document', document, version);
      await assertBelongs(db, document);
      const { trashedAt, trashedById } = document;
      const restored = await db.save(Object.assign(document, { trashedAt: null, trashedById: null, ...raised(document) }));
      const [readers] = await readersOf(db, [restored]);
      const details = { before: { trashedAt, trashedById }, after: { trashedAt: null, trashedById: null }, readers };
      await events.record('document.restored', restored, { ...details, exchangeId: restored.exchangeId ?? undefined });
      await this.log.recordWith(db, { ...this.access(restored, 'RESTORE'), success: true }, card);
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
    return this.move('PURGE', async (db, _, lock) => {
      const purged: Document[] = [];
      // In one order, so that two of them do not wait for each other.
      for (const id of [...new Set(ids.map((one) => one.toLowerCase()))].sort()) {
        const document = await lock(visibleTrashedDocuments(viewer), id);
        assertMayPurgeDocument(viewer, document, await heldIn(db, viewer, document));
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

  /** What is refused of the document that was locked last is written down. */
  private async move<T>(action: Access['action'], work: (db: EntityManager, events: Events, lock: Lock) => Promise<T>): Promise<T> {
    const { asSystem, viewer, origin } = this.scope;
    let locked: Document | undefined;
    const moving = (db: EntityManager) =>
      work(db, new Events({ db, viewer, origin }), async (scope, id) => {
        locked = undefined; // of what is not found nothing is written
        locked = await lockedIn(db, scope, id);
        return locked;
      });
    const moved = await this.log.refusals(
      () => locked && this.access(locked, action),
      () => asSystem(moving),
    );
    this.documents.clearAll();
    return moved;
  }

  private access({ id: documentId, title }: Document, action: Access['action']) {
    const { viewer, origin } = this.scope;
    return { documentId, title, viewer, origin, action };
  }
}

/** Finds a document that the viewer may know of, and locks it. @throws PlatError NOT_FOUND */
type Lock = (scope: Scope<Document>, id: string) => Promise<Document>;

const raised = ({ version }: Document) => ({ version: version + 1, updatedAt: new Date() });

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
