import { alternativesOf, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { type ListLoader, listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { In } from 'typeorm';
import { Document } from './document.entity';
import type { DocumentOrigin } from './document.enum';
import { visibleDocuments } from './document.policy';

/** Of one document. */
const MOST = 10;

/**
 * Documents with the same content, among those that the viewer may see. That two are the same says something of their
 * content: of one that asks for a PIN, or of a lead's for whoever is not its owner, nothing is said.
 */
export const duplicateLoader = (scope: RequestScope): ListLoader<Document> =>
  listLoader(async (ids) => {
    const { db, viewer } = scope;
    const own = await visibleRows(scope, Document, comparable, ids);
    const hashes = [...new Set(own.flatMap(({ blobSha256 }) => blobSha256 ?? []))];
    if (!hashes.length) return [];
    const ranked = db
      .createQueryBuilder(Document, 'one')
      .select('one.id', 'id')
      .addSelect('row_number() OVER (PARTITION BY one.blob_sha256 ORDER BY one.created_at DESC, one.id DESC)', 'place')
      .where(alternativesOf(comparable(viewer)).map((one) => ({ ...one, blobSha256: In(hashes) })));
    const latest = await db
      .createQueryBuilder()
      .select('ranked.id', 'id')
      .from(`(${ranked.getQuery()})`, 'ranked')
      .where('ranked.place <= :most', { most: MOST + 1 })
      .setParameters(ranked.getParameters())
      .getRawMany<{ id: string }>();
    const found = { id: In(latest.map(({ id }) => id)) };
    const same = await db.find(Document, { where: found, order: { createdAt: 'DESC', id: 'DESC' } });
    return own.flatMap(({ id, blobSha256 }) =>
      same
        .filter((other) => other.id !== id && other.blobSha256 === blobSha256)
        .slice(0, MOST)
        .map((value) => ({ key: id, value })),
    );
  });

const comparable = (viewer: Viewer): Scope<Document> => {
  const others = viewer.isAdmin ? { origin: where<DocumentOrigin>(`:column <> 'LEAD'`) } : {};
  return alternativesOf(visibleDocuments(viewer)).map((one) => ({ ...one, ...others, pinProtected: false }));
};
