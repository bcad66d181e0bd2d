import { narrowed, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { notFound } from '@plat/shared/errors/plat-error';
import { isUuid } from '@plat/shared/graphql/scalars';
import { type EntityManager, Equal } from 'typeorm';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import { AccessGrantService } from '../access-grant/access-grant.service';
import { Document } from './document.entity';
import { visibleDocuments } from './document.policy';
import { subjectsOf } from './document.subjects.scope';

/** A document of somebody's scope, locked until the system's transaction ends. @throws PlatError NOT_FOUND */
export async function lockedIn(db: EntityManager, scope: Scope<Document>, id: string): Promise<Document> {
  const where = narrowed(scope, 'id', Equal(id.toLowerCase()));
  const found = isUuid(id) && (await db.findOne(Document, { where, lock: { mode: 'pessimistic_write' } }));
  if (!found) throw notFound('Document', id);
  return found;
}

/** The same of what the viewer may know of. @throws PlatError NOT_FOUND */
export const lockedVisible = (db: EntityManager, viewer: Viewer, id: string): Promise<Document> =>
  lockedIn(db, visibleDocuments(viewer), id);

/** The viewer's active grants on what decides about a document, as they are now: whoever judged before it was locked may judge otherwise. */
export const heldIn = (db: EntityManager, viewer: Viewer, document: Document): Promise<AccessGrant[]> =>
  new AccessGrantService({ db, viewer }).held(subjectsOf(document));
