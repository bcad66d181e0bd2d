import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import { explain } from '@plat/shared/testing/explain';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';

/** As many as others have; `PLAT_CHECK_SIZE` takes more of them. */
const OTHERS = Number(process.env.PLAT_CHECK_SIZE ?? 10_000);
const OWN = 40;

const me = aViewer();
const admin = aViewer('ADMIN');
let documents: TestDocuments;

/**
 * Documents of the owner $1, or of somebody else each: of $2 documents each has the word `parcel`, each hundredth `meridian`,
 * and two hundred words of twenty thousand. Past the triggers, which would take minutes, with what they would write.
 */
const ADD = `WITH added AS (INSERT INTO documents (origin, user_id, document_type, title, file_url)
    SELECT 'REAL_ESTATE', coalesce($1::uuid, gen_random_uuid()), 'DEED', 'Deed ' || n, 'https://x.example.com' FROM generate_series(1, $2::int) n
    RETURNING documents.*, substring(title from 6)::int AS n),
  worded AS (SELECT added.*, 'parcel ' || CASE WHEN n % 100 = 1 THEN 'meridian ' ELSE '' END
      || (SELECT string_agg('w' || (n * 7919 + i * i * 31) % 20000, ' ') FROM generate_series(1, 200) i) AS content FROM added)
  INSERT INTO document_search (document_id, has_content, readers, tsv)
    SELECT id, true, ARRAY['U' || user_id, 'ADMIN'], setweight(to_tsvector('plat_words', title), 'A') || setweight(to_tsvector('plat_words', content), 'D')
    FROM worded`;

beforeAll(async () => {
  documents = await startTestDocuments({ database: await freshDatabase('documents') });
  await withClient(documents.database.admin, async (client) => {
    await client.query('SET session_replication_role = replica');
    await client.query('SET statement_timeout = 0');
    await client.query(ADD, [me.userId, OWN]);
    await client.query(ADD, [null, OTHERS]);
    await client.query('ANALYZE');
    await client.query('VACUUM (ANALYZE) document_search');
  });
}, 900_000);
afterAll(() => documents.stop());

/** How the function's own statement is executed as somebody, with what is sought said before. */
async function execution(viewer: Viewer, search: string) {
  const sql = `SELECT s.document_id, s.has_content FROM document_search s
    WHERE row_security_active('document_search') OR s.tsv @@ websearch_to_tsquery('plat_words', $1)`;
  return explain(documents.database.app, viewer, { sql, values: [search] }, { isWarm: true, settings: { 'app.search': search } });
}

const SEARCH = `query ($query: String!) { searchDocuments(query: $query) { edges { node { document { id } } } totalCount } }`;
const timed = async (viewer: Viewer, query: string) => {
  const started = performance.now();
  const { data, errors } = await documents.ask(viewer, SEARCH, { query });
  return { data, errors, milliseconds: Math.round(performance.now() - started) };
};

describe('a search among the documents of many others', () => {
  it.each(['parcel', 'meridian', 'deed parcel -meridian', '"parcel meridian" or w5'])(
    'reads rows of the viewer alone: %s',
    async (search) => {
      const { sequentialScans, rowsRead } = await execution(me, search);
      expect(sequentialScans).not.toContain('document_search');
      expect(sequentialScans).not.toContain('documents');
      expect(rowsRead).toBeLessThanOrEqual(3 * OWN);
    },
  );

  it('reads no more when others have what is sought', async () => {
    const [rare, frequent] = [await execution(me, 'meridian'), await execution(me, 'parcel')];
    expect(frequent.rowsRead).toBeLessThanOrEqual(3 * OWN);
    expect(rare.rowsRead).toBeLessThanOrEqual(3 * OWN);
    const { data, errors } = await timed(me, 'parcel');
    expect([errors, data.searchDocuments.totalCount]).toEqual([undefined, OWN]);
  });

  it('finds by the index for whoever sees all', async () => {
    const { sequentialScans, rowsRead } = await execution(admin, 'meridian');
    expect(sequentialScans).not.toContain('document_search');
    expect(rowsRead).toBeLessThanOrEqual(3 * Math.ceil((OTHERS + OWN) / 100 + 2));
  });

  it('takes little time', async () => {
    const rows = [];
    for (const [name, viewer] of Object.entries({ me, admin })) {
      for (const search of ['meridian', 'parcel', 'w5 w6']) {
        const { data, errors, milliseconds } = await timed(viewer, search);
        expect(errors).toBeUndefined();
        rows.push(
          `${name} ${search}: ${data.searchDocuments.totalCount} in ${milliseconds} ms, pages ${(await execution(viewer, search)).pages}`,
        );
      }
    }
    if (process.env.PLAT_CHECK_SIZE) process.stdout.write(`${rows.join('\n')}\n`);
  });
});
