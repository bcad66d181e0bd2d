import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { withClient } from '@plat/shared/database/admin-client';
import { explain, statementsWithValues } from '@plat/shared/testing/explain';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';

const EXCHANGES = 1_000;
/** Of the viewer, and asked for. */
const OWN = 20;
const DOCUMENTS_OF_EACH = 6;

const coordinator = aViewer('COORDINATOR');
let documents: TestDocuments;
let exchanges: string[];

/** Past the triggers, which judge one document at a time. */
const ADD = `INSERT INTO documents (origin, exchange_id, title, file_name, file_type, file_url, created_at)
  SELECT 'EXCHANGE', exchange, 'Notice ' || n, n || '.pdf', 'pdf', 'https://x.example.com', timestamptz '2026-01-01' + n * interval '1 day'
  FROM unnest($1::uuid[]) exchange, generate_series(1, $2::int) n`;

beforeAll(async () => {
  documents = await startTestDocuments({ database: await freshDatabase('documents') });
  await withClient(documents.database.admin, async (client) => {
    const { rows } = await client.query(
      `INSERT INTO access_grants (subject_type, subject_id, principal_id, role, permissions)
        SELECT 'Exchange', gen_random_uuid(), CASE WHEN n <= $3 THEN $1::uuid ELSE gen_random_uuid() END, 'COORDINATOR', '{VIEW,UPLOAD}'
        FROM generate_series(1, $2::int) n RETURNING subject_id, principal_id`,
      [coordinator.contactId, EXCHANGES, OWN],
    );
    exchanges = rows.filter(({ principal_id }) => principal_id === coordinator.contactId).map(({ subject_id }) => subject_id);
    await client.query('SET session_replication_role = replica');
    await client.query(ADD, [rows.map(({ subject_id }) => subject_id), DOCUMENTS_OF_EACH]);
    await client.query('VACUUM (ANALYZE) documents, access_grants');
  });
});
afterAll(() => documents.stop());

it('finds the documents of exchanges by these alone, and not by each way in which documents come to be visible', async () => {
  const query =
    'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Exchange { documents(first: 3) { edges { node { title } } } } } }';
  const refs = exchanges.map((id) => ({ __typename: 'Exchange', id }));
  const statements = await statementsWithValues(async () => {
    const { data } = await documents.ask(coordinator, query, { refs });
    const titles = data._entities.map(({ documents }: { documents: { edges: { node: { title: string } }[] } }) =>
      documents.edges.map(({ node }) => node.title),
    );
    expect(titles).toEqual(Array(OWN).fill(['Notice 6', 'Notice 5', 'Notice 4']));
  });
  expect(statements).toHaveLength(1);
  const execution = await explain(documents.database.app, coordinator, statements[0] as (typeof statements)[number], { isWarm: true });
  expect(execution.sequentialScans).toEqual([]);
  // Of each exchange two pages of the index and one for each document, and what the viewer is granted, three times.
  expect(execution.pages).toBeLessThan(OWN * (2 + DOCUMENTS_OF_EACH) + 3 * (OWN + 2));
});
