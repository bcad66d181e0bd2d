import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import type { EntityManager } from 'typeorm';
import { lockHolds } from '../src/document-trash/document-keeping';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments();
});
afterAll(() => documents.stop());

const TRASH = 'mutation ($id: ID!) { trashDocument(id: $id) { id } }';
type Answer = Awaited<ReturnType<TestDocuments['ask']>>;
const code = ({ errors }: Answer) => errors?.[0]?.extensions?.code;

const WAITING_SQL = `SELECT FROM pg_locks l WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(l.pid))`;

/** What is asked while another transaction has written and has not ended. @returns the answer, after that transaction was committed */
async function askedMeanwhile(write: (db: EntityManager) => Promise<unknown>, ask: () => Promise<Answer>): Promise<Answer> {
  let asked: Promise<Answer> | undefined;
  await documents.given(async (db) => {
    await write(db);
    let isOver = false;
    asked = ask().finally(() => {
      isOver = true;
    });
    // Until it waits for this transaction, or has not waited at all.
    while (!isOver && (await db.query(WAITING_SQL)).length === 0);
  });
  return asked as Promise<Answer>;
}

describe('what is decided at the same moment', () => {
  it('is a legal hold before it is the trash: what is being held stays where it is', async () => {
    const ann = aViewer();
    const deed = await documents.document(ann);
    const { id: holdId } = await documents.legalHold();
    const answer = await askedMeanwhile(
      async (db) => {
        await lockHolds(db, [deed.id]);
        await db.query(
          `INSERT INTO legal_hold_documents (hold_id, document_id, document_title, reason) VALUES ($1, $2, 'Deed', 'A dispute.')`,
          [holdId, deed.id],
        );
      },
      () => documents.ask(ann, TRASH, { id: deed.id }),
    );
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'LOCKED', keptBy: 'LEGAL_HOLD' });
    expect(code(await documents.ask(ann, 'query ($id: ID!) { document(id: $id) { id } }', { id: deed.id }))).toBeUndefined();
  });
});
