import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever sees all papers and seeks a word of every one asked for the words of all of them to be unpacked, which takes longer
 * than a statement may. What matches is told apart from its rank, and only so many are ranked as anybody looks at.
 */
export class RankNewestMatches1795132944000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION document_matches(text)');
    for (const sql of APART) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION document_ranks(text, uuid[]), document_matches(text)');
    await db.query(TOGETHER);
  }
}

const APART = [
  // Words that are only left out would be all others: nothing is sought then, and nothing found. Where the policy has
  // compared, by the index, nobody unpacks the words of a hundred thousand papers to compare them once more.
  `CREATE FUNCTION document_matches(search text) RETURNS TABLE (document_id uuid, has_content boolean) LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      sought tsquery := websearch_to_tsquery('plat_words', search);
    BEGIN
      IF numnode(sought) = 0 OR querytree(sought) IN ('', 'T') THEN
        RETURN;
      END IF;
      PERFORM set_config('app.search', search, true);
      RETURN QUERY SELECT s.document_id, s.has_content FROM document_search s
        WHERE row_security_active('document_search') OR s.tsv @@ sought;
      PERFORM set_config('app.search', '', true);
    END $$`,
  `CREATE FUNCTION document_ranks(search text, ids uuid[]) RETURNS TABLE (document_id uuid, has_content boolean, rank real)
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      sought tsquery := websearch_to_tsquery('plat_words', search);
    BEGIN
      PERFORM set_config('app.search', search, true);
      RETURN QUERY SELECT s.document_id, s.has_content, ts_rank(s.tsv, sought, 1) FROM document_search s
        WHERE s.document_id = ANY (ids) AND s.tsv @@ sought;
      PERFORM set_config('app.search', '', true);
    END $$`,
];

const TOGETHER = `CREATE FUNCTION document_matches(search text) RETURNS TABLE (document_id uuid, has_content boolean, rank real) LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      sought tsquery := websearch_to_tsquery('plat_words', search);
    BEGIN
      IF numnode(sought) = 0 OR querytree(sought) IN ('', 'T') THEN
        RETURN;
      END IF;
      PERFORM set_config('app.search', search, true);
      RETURN QUERY SELECT s.document_id, s.has_content, ts_rank(s.tsv, sought, 1) FROM document_search s WHERE s.tsv @@ sought;
      PERFORM set_config('app.search', '', true);
    END $$`;
