import type { Bind } from '@plat/shared/graphql/filter-conditions';

/** Documents with one of some tags, in any case: SQL over `node`, a document. */
export const taggedWith = (tags: unknown, bind: Bind): string =>
  `EXISTS (SELECT FROM document_tags t WHERE t.document_id = node.id
    AND lower(t.tag) IN (SELECT lower(one) FROM unnest(CAST(${bind(tags)} AS text[])) AS one))`;
