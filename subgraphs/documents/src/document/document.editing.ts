import { narrowed, type Scope } from '@plat/shared/access/scope';
import { assertVersion } from '@plat/shared/database/assert-version';
import { lostRace } from '@plat/shared/errors/database-error';
import { notFound } from '@plat/shared/errors/plat-error';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Equal } from 'typeorm';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import { assertNotCheckedOut } from '../document-checkout/document-checkout.lock';
import { Document } from './document.entity';
import { assertMayChangeDocument, visibleDocuments } from './document.policy';
import { subjectsOf } from './document.subjects.scope';

/** How whatever changes a document comes to it: found, judged, locked. */
export class DocumentEditing {
  constructor(
    private readonly scope: RequestScope,
    private readonly grants: GrantLearning,
    private readonly documents: LoaderById<Document>,
    private readonly clock: () => Date,
  ) {}

  /** The documents that the viewer may know of. */
  scopeOf(): Scope<Document> {
    return visibleDocuments(this.scope.viewer);
  }

  /** The viewer's active grants on what decides about a document. */
  async held(document: Document): Promise<AccessGrant[]> {
    return this.grants.held(subjectsOf(document));
  }

  /**
   * A document that the viewer may edit, locked until the transaction ends.
   * @param version that the viewer saw; none to take whatever there is
   * @throws PlatError NOT_FOUND, FORBIDDEN, CONFLICT with the current version, or LOCKED while somebody else has it checked out
   */
  async locked(id: string, version?: number | null): Promise<Document> {
    const document = await this.lockedFor(id, (found, held) => this.assertMayEdit(found, held));
    assertVersion('Document', document, version);
    await this.assertFree(document);
    return document;
  }

  /** The same for another rule than that of edits, whoever has it checked out. @param assertMay throws unless the viewer may do it */
  async lockedFor(id: string, assertMay: (document: Document, held: readonly AccessGrant[]) => void): Promise<Document> {
    const { db, viewer } = this.scope;
    const seen = await this.documents.load(id);
    if (!seen) throw notFound('Document', id);
    const held = await this.held(seen);
    assertMay(seen, held);
    const where = narrowed(visibleDocuments(viewer), 'id', Equal(seen.id));
    const document = await db.findOne(Document, { where, lock: { mode: 'pessimistic_write' } });
    if (!document) {
      // Whoever was faster put it in the trash, or took the right away.
      if (!(await db.findOne(Document, { where }))) throw notFound('Document', id);
      throw lostRace('Somebody else changes this document right now; try again.');
    }
    assertMay(document, held);
    return document;
  }

  /** @throws PlatError FORBIDDEN unless the viewer may edit this document */
  assertMayEdit(document: Document, held: readonly AccessGrant[]): void {
    assertMayChangeDocument(this.scope.viewer, document, held);
  }

  /** @throws PlatError LOCKED while somebody else has it checked out */
  assertFree({ id }: Pick<Document, 'id'>): Promise<void> {
    const { db, viewer } = this.scope;
    return assertNotCheckedOut(db, id, viewer.userId, this.clock());
  }
}
