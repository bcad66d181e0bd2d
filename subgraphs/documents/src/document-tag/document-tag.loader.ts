import { alternativesOf } from '@plat/shared/access/scope';
import { badInput } from '@plat/shared/errors/plat-error';
import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Brackets, type ObjectLiteral } from 'typeorm';
import { DocumentTag, type DocumentTagCount } from './document-tag.entity';
import { visibleDocumentTags } from './document-tag.policy';

const MOST = 500;

/** The tags of documents, by the documents' ids, in the order of the alphabet. */
export const tagsOfDocumentLoader = (scope: RequestScope) =>
  listLoader(async (ids) => {
    const tags = await visibleRows(scope, DocumentTag, visibleDocumentTags, ids, 'documentId');
    return tags.sort((a, b) => (a.tag.toLowerCase() < b.tag.toLowerCase() ? -1 : 1)).map((value) => ({ key: value.documentId, value }));
  });

/**
 * The tags of all documents that the viewer may see, those of most documents first.
 * @param startsWith in any case @throws PlatError BAD_USER_INPUT
 */
export async function countedTags(
  { db, viewer }: Pick<RequestScope, 'db' | 'viewer'>,
  { first, startsWith }: { first: number; startsWith?: string | null },
): Promise<DocumentTagCount[]> {
  if (first < 1 || first > MOST) throw badInput({ first: `must be from 1 to ${MOST}` });
  const scopes: ObjectLiteral[] = alternativesOf(visibleDocumentTags(viewer));
  const query = db
    .createQueryBuilder(DocumentTag, 'one')
    .select('min(one.tag)', 'tag')
    .addSelect('count(*)::integer', 'count')
    .where('true')
    .groupBy('lower(one.tag)')
    .orderBy('count(*)', 'DESC')
    .addOrderBy('lower(one.tag)')
    .limit(first);
  if (scopes.every((scope) => Object.keys(scope).length > 0)) query.andWhere(new Brackets((either) => either.where(scopes)));
  if (startsWith) query.andWhere('starts_with(lower(one.tag), lower(:startsWith))', { startsWith });
  return query.getRawMany<DocumentTagCount>();
}
