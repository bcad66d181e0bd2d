import { narrowed } from '@plat/shared/access/scope';
import { assertVersion } from '@plat/shared/database/assert-version';
import { lostRace } from '@plat/shared/errors/database-error';
import { notFound } from '@plat/shared/errors/plat-error';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Equal } from 'typeorm';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { GrantLearning } from '../access-grant/access-grant.learning';
import { Document } from './document.entity';
import { assertMayEditDocument, assertMayPublish, visibleDocuments } from './document.policy';
import { subjectsOf } from './document.subjects';

/** How whatever changes a document comes to it: found, judged, locked. */
export class DocumentEditing {
  constructor(
    private readonly scope: RequestScope,
    private readonly grants: GrantLearning,
    private readonly documents: LoaderById<Document>,
  ) {}

  /** The viewer's active grants on what decides about a document. */
  held(document: Document | null): Promise<AccessGrant[]> {
    return this.grants.held(document ? subjectsOf(document) : []);
  }

  /** @throws PlatError FORBIDDEN unless the viewer may edit this document */
  assertMay(document: Document, held: readonly AccessGrant[]): void {
    const { viewer } = this.scope;
    assertMayEditDocument(viewer, document, held);
    const level: `${Document['accessLevel']}` = document.accessLevel;
    if (level === 'PUBLIC') assertMayPublish(viewer);
  }

  /**
   * A document that the viewer may edit, locked until the transaction ends.
   * @param version that the viewer saw; none to take whatever there is
   * @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT with the current version
   */
  async locked(id: string, version?: number | null): Promise<Document> {
    const { db, viewer } = this.scope;
    const seen = await this.documents.load(id);
    if (!seen) throw notFound('Document', id);
    const held = await this.held(seen);
    this.assertMay(seen, held);
    const where = narrowed(visibleDocuments(viewer), 'id', Equal(seen.id));
    const document = await db.findOne(Document, { where, lock: { mode: 'pessimistic_write' } });
    if (!document) {
      // Whoever was faster put it in the trash, or took the right away.
      if (!(await db.findOne(Document, { where }))) throw notFound('Document', id);
      throw lostRace('Somebody else changes this document right now; try again.');
    }
    this.assertMay(document, held);
    assertVersion('Document', document, version);
    return document;
  }
}
