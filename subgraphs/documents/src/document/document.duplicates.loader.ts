import { alternativesOf } from '@plat/shared/access/scope';
import { type ListLoader, listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { type FindOptionsWhere, In } from 'typeorm';
import { Document } from './document.entity';
import { visibleDocuments } from './document.policy';

/** Of one document. */
const MOST = 10;

/**
 * Documents with the same content, among those that the viewer may see. That two are the same says something of their
 * content: of one that asks for a PIN, or of a lead's for whoever is not its owner, nothing is said.
 */
export const duplicateLoader = ({ db, viewer }: RequestScope): ListLoader<Document> =>
  listLoader(async (ids) => {
    const scope: FindOptionsWhere<Document>[] = alternativesOf(visibleDocuments(viewer)).map((one) => ({ ...one, pinProtected: false }));
    const open = (document: Document) => document.origin !== 'LEAD' || !viewer.isAdmin;
    const own = (await visibleRows(db, Document, scope, ids)).filter(open);
    const hashes = [...new Set(own.flatMap(({ blobSha256 }) => blobSha256 ?? []))];
    if (!hashes.length) return [];
    const where = scope.map((one) => ({ ...one, blobSha256: In(hashes) }));
    const same = (
      await db.find(Document, { where, order: { createdAt: 'DESC', id: 'DESC' }, take: MOST * ids.length + ids.length })
    ).filter(open);
    return own.flatMap(({ id, blobSha256 }) =>
      same
        .filter((other) => other.id !== id && other.blobSha256 === blobSha256)
        .slice(0, MOST)
        .map((value) => ({ key: id, value })),
    );
  });
