/** Documents with one of some tags, in any case: SQL over `node`, a document. */
export const taggedWith = (tags: unknown) => ({
  sql: `EXISTS (SELECT FROM document_tags t WHERE t.document_id = node.id
    AND lower(t.tag) IN (SELECT lower(one) FROM unnest(CAST(:filter_tags AS text[])) AS one))`,
  values: { filter_tags: tags },
});
