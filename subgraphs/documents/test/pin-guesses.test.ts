import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { reportCheck, sizeOfCheck } from '@plat/shared/testing/report-check';
import { aViewer } from '@plat/shared/testing/viewers';
import { array, assert, asyncProperty, integer } from 'fast-check';
import type { Document } from '../src/document/document.entity';
import type { TestDocuments } from './documents.factory';

// What is compared is counted where it is computed, so what computes it is loaded after argon2 has its counter.
const argon2 = jest.requireActual<typeof import('@node-rs/argon2')>('@node-rs/argon2');
const verify = jest.fn(argon2.verify);
jest.doMock('@node-rs/argon2', () => ({ ...argon2, verify }));
const { startTestDocuments } = require('./documents.factory') as typeof import('./documents.factory');

const GUESSES = 200;
/** Documents of one owner over which guesses are spread: the promise is made for a thousand. */
const SPREAD = sizeOfCheck({ small: 40, full: 1_000 });
const RUNS = sizeOfCheck({ small: 3, full: 40 });
const PIN = '482915';

const UNLOCK = 'mutation ($input: UnlockDocumentInput!) { unlockDocument(input: $input) { token } }';
const SET = 'mutation ($input: SetDocumentPinInput!) { setDocumentPin(input: $input) { id } }';

describe('guessing PINs', () => {
  let documents: TestDocuments;
  let url: string;
  let now = new Date('2026-03-01T10:00:00Z');
  beforeAll(async () => {
    documents = await startTestDocuments({ clock: () => now, connectionWaitMs: 100_000 });
    url = await documents.listen();
  });
  afterAll(() => documents.stop());

  /** Over the network, as the gateway asks. @returns the code of the refusal, or undefined */
  const unlock = async (as: Viewer, document: Pick<Document, 'id'>, pin: string): Promise<string | undefined> => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-plat-identity': await documents.tokenFor(as),
        'x-plat-client-address': '203.0.113.7',
      },
      body: JSON.stringify({ query: UNLOCK, variables: { input: { documentId: document.id, pin } } }),
    });
    const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
    return errors?.[0]?.extensions.code;
  };
  const protectedDeed = async (owner: Viewer): Promise<Document> => {
    const deed = await documents.document(owner);
    expect((await documents.ask(owner, SET, { input: { documentId: deed.id, pin: PIN } })).errors).toBeUndefined();
    return deed;
  };
  const attempts = async (document: Document): Promise<number> => {
    const [{ n }] = await documents.given((db) =>
      db.query(`SELECT count(*)::int AS n FROM document_access_logs WHERE document_id = $1 AND action = 'PIN_ATTEMPT'`, [document.id]),
    );
    return n;
  };

  it('with 200 wrong ones at once gets five looked at and 200 written down, and then the right one is refused', async () => {
    const owner = aViewer();
    const deed = await protectedDeed(owner);
    verify.mockClear();
    const codes = await Promise.all(Array.from({ length: GUESSES }, (_, n) => unlock(owner, deed, String(300_000 + n))));
    const compared = verify.mock.calls.length;
    const rows = await attempts(deed);
    const right = await unlock(owner, deed, PIN);
    const bad = Math.max(0, compared - 5) + Math.abs(rows - GUESSES) + (right === 'RATE_LIMITED' ? 0 : 1);
    reportCheck('wrong PINs at once', { inputs: GUESSES, bad, compared, rows });
    expect({ compared, rows, right }).toEqual({ compared: 5, rows: GUESSES, right: 'RATE_LIMITED' });
    expect(codes.filter((code) => code === 'PIN_INVALID')).toHaveLength(5);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(GUESSES - 5);
    expect(verify).toHaveBeenCalledTimes(compared);
    expect(await attempts(deed)).toBe(GUESSES + 1);
  }, 120_000);

  it('over many documents of one owner gets twenty looked at in an hour', async () => {
    const [owner, admin] = [aViewer(), aViewer('ADMIN')];
    const deed = await protectedDeed(owner);
    const deeds: Pick<Document, 'id'>[] = await documents.given((db) =>
      db.query(
        `INSERT INTO documents (origin, user_id, uploaded_by, document_type, title, file_url, pin_protected, pin_version, pin_hash)
          SELECT origin, user_id, uploaded_by, document_type, title, file_url, true, 1, pin_hash FROM documents, generate_series(1, $2)
          WHERE id = $1 RETURNING id`,
        [deed.id, SPREAD],
      ),
    );
    verify.mockClear();
    const codes: (string | undefined)[] = [];
    const queue = deeds.values();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (const one of queue) codes.push(await unlock(admin, one, '730284'));
      }),
    );
    const compared = verify.mock.calls.length;
    reportCheck('PINs guessed over an owner’s documents', { inputs: SPREAD, bad: Math.max(0, compared - 20), compared });
    expect(compared).toBe(20);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(SPREAD - 20);
  }, 300_000);

  it('by several people at once loses no count, and what is locked stays so until it ends', async () => {
    let inputs = 0;
    await assert(
      asyncProperty(array(integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 3 }), async (people) => {
        now = new Date(now.getTime() + 7_200_000);
        const manager = aViewer('COORDINATOR');
        const exchangeId = await documents.participation(manager, { role: 'COORDINATOR', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] });
        const paper = await documents.exchangeDocument(exchangeId);
        expect((await documents.ask(manager, SET, { input: { documentId: paper.id, pin: PIN } })).errors).toBeUndefined();
        const guests = people.map((times) => ({ times, viewer: aViewer('THIRD_PARTY') }));
        for (const { viewer } of guests)
          await documents.participation(viewer, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
        const ask = (viewer: Viewer) => documents.ask(viewer, UNLOCK, { input: { documentId: paper.id, pin: '730284' } });
        await Promise.all(guests.flatMap(({ viewer, times }) => Array.from({ length: times }, () => ask(viewer))));
        inputs += people.reduce((sum, times) => sum + times, 0);
        const rows: { key: string; fails: number; locked: Date | null }[] = await documents.given((db) =>
          db.query(
            `SELECT key, fails, locked_until AS locked FROM pin_throttles WHERE bucket = 'DOCUMENT_ACTOR' AND starts_with(key, $1)`,
            [paper.id],
          ),
        );
        for (const { viewer, times } of guests) {
          const row = rows.find(({ key }) => key.endsWith(viewer.userId));
          expect([row?.fails, row?.locked ?? null]).toEqual([Math.min(times, 5), times < 5 ? null : new Date(now.getTime() + 15 * 60_000)]);
        }
        expect(await attempts(paper)).toBe(people.reduce((sum, times) => sum + times, 0));
      }),
      { numRuns: RUNS },
    );
    reportCheck('PINs guessed by several at once', { inputs, bad: 0 });
  }, 300_000);
});
