import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import * as fc from 'fast-check';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { addDocument, addVersion } from './versions.factory';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments();
});
afterAll(() => documents.stop());

const VERSIONS_SQL = `SELECT id, version_number AS number, blob_sha256 AS hash, restored_from AS "restoredFrom", created_at AS at
  FROM document_versions WHERE document_id = $1 ORDER BY version_number`;
const RESTORE = 'mutation ($id: ID!, $number: Int!) { restoreDocumentVersion(documentId: $id, number: $number) { id } }';
const TRASH = 'mutation ($id: ID!) { trashDocument(id: $id) { id } }';
const RECOVER = 'mutation ($id: ID!) { restoreDocument(id: $id) { id } }';

const action = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ does: 'add' as const, number: 0 }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('restore' as const), number: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.constantFrom({ does: 'trash' as const, number: 0 }, { does: 'recover' as const, number: 0 }) },
);

interface Row {
  readonly number: number;
  readonly hash: string;
  readonly restoredFrom: number | null;
}

describe('the versions of a document', () => {
  it('are only ever added to, in whatever order and at once whatever happens to it', async () => {
    // What happens at once, one after another.
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(action, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 5 }), async (rounds) => {
        const ann = aViewer();
        const { id } = await addDocument(documents, ann);
        const rows = (): Promise<Row[]> => documents.given((db) => db.query(VERSIONS_SQL, [id]));
        let before = await rows();
        for (const round of rounds) {
          const outcomes = await Promise.all(
            round.map(({ does, number }) => {
              if (does === 'add')
                return addVersion(documents, ann, { id }).then(
                  () => 1,
                  () => 0,
                );
              const query = { restore: RESTORE, trash: TRASH, recover: RECOVER }[does];
              return documents.ask(ann, query, { id, number }).then(({ errors }) => (does === 'restore' && !errors ? 1 : 0));
            }),
          );
          const after = await rows();
          expect(after.slice(0, before.length)).toEqual(before);
          expect(after.map(({ number }) => number)).toEqual(after.map((_, index) => index + 1));
          expect(after.length - before.length).toBe(outcomes.reduce((sum: number, one) => sum + one, 0));
          for (const { restoredFrom, hash } of after) if (restoredFrom) expect(hash).toBe(after[restoredFrom - 1]?.hash);
          const [head] = await documents.given((db) => db.query('SELECT version_number, blob_sha256 FROM documents WHERE id = $1', [id]));
          expect(head).toEqual({ version_number: after.length, blob_sha256: after.at(-1)?.hash });
          before = after;
        }
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 300_000);
});
