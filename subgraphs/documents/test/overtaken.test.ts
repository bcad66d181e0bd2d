import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import type { EntityManager } from 'typeorm';
import { lockHolds } from '../src/document-trash/document-keeping';
import { PinHash } from '../src/pin/pin-hash';
import { startTestDocuments, type TestDocuments } from './documents.factory';

/** What happens while somebody's PIN or password is looked at. */
let meanwhile: () => Promise<unknown> = async () => undefined;

class SlowPinHash extends PinHash {
  override async of(documentId: string, pin: string): Promise<string> {
    await meanwhile();
    return super.of(documentId, pin);
  }
}

let documents: TestDocuments;
beforeAll(async () => {
  const look = async () => {
    await meanwhile();
    return 'FITS' as const;
  };
  documents = await startTestDocuments({ pinHash: new SlowPinHash(randomBytes(32)), look });
});
afterAll(() => documents.stop());
beforeEach(() => {
  meanwhile = async () => undefined;
});

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

  describe('is the end of a right before it is a PIN', () => {
    const SET = 'mutation ($input: SetDocumentPinInput!) { setDocumentPin(input: $input) { id } }';
    const REMOVE = 'mutation ($input: RemoveDocumentPinInput!) { removeDocumentPin(input: $input) { id } }';
    const LIFT = 'mutation ($input: LiftPinLockInput!) { liftPinLock(input: $input) { id } }';
    const sql = (text: string, ...values: unknown[]) => documents.given((db) => db.query(text, values));
    const refusalsOf = (id: string) => sql('SELECT action FROM document_access_logs WHERE document_id = $1 AND NOT success', id);
    const isProtected = async (id: string) => (await sql('SELECT pin_protected AS yes FROM documents WHERE id = $1', id))[0].yes;

    let manager: Viewer;
    let exchangeId: string;
    /** Takes rights in the exchange from who manages it. */
    const left = (permissions: readonly string[]) => () =>
      sql(
        'UPDATE access_grants SET permissions = $2, is_active = $3 WHERE subject_id = $1',
        exchangeId,
        permissions,
        permissions.length > 0,
      );
    beforeEach(async () => {
      manager = aViewer('COORDINATOR');
      exchangeId = await documents.participation(manager, { role: 'COORDINATOR', permissions: ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'] });
    });

    it.each([
      ['lost the right to edit', ['VIEW'], 'FORBIDDEN'],
      ['takes part no more', [], 'NOT_FOUND'],
    ])('of who %s while it was hashed', async (_, rights, expected) => {
      const { id } = await documents.exchangeDocument(exchangeId);
      meanwhile = left(rights);
      expect(code(await documents.ask(manager, SET, { input: { documentId: id, pin: '482915' } }))).toBe(expected);
      expect([await isProtected(id), await refusalsOf(id)]).toEqual([false, [{ action: 'PIN_CHANGE' }]]);
    });

    it('of who still may edit it, but manages it no more while the own password was looked at', async () => {
      const { id } = await documents.exchangeDocument(exchangeId, { uploadedById: manager.userId });
      expect((await documents.ask(manager, SET, { input: { documentId: id, pin: '482915' } })).errors).toBeUndefined();
      meanwhile = left(['VIEW', 'UPLOAD']);
      expect(code(await documents.ask(manager, REMOVE, { input: { documentId: id, password: 'mine' } }))).toBe('FORBIDDEN');
      expect([await isProtected(id), await refusalsOf(id)]).toEqual([true, [{ action: 'PIN_CHANGE' }]]);
    });

    it('of who would lift a lock', async () => {
      const { id } = await documents.exchangeDocument(exchangeId);
      const key = `${id} user/${manager.userId}`;
      await sql(`INSERT INTO pin_throttles (bucket, key, fails, window_start) VALUES ('DOCUMENT_ACTOR', $1, 5, now())`, key);
      meanwhile = left(['VIEW']);
      const input = { documentId: id, userId: manager.userId, password: 'mine' };
      expect(code(await documents.ask(manager, LIFT, { input }))).toBe('FORBIDDEN');
      expect(await sql('SELECT fails FROM pin_throttles WHERE key = $1', key)).toEqual([{ fails: 5 }]);
    });
  });
});
