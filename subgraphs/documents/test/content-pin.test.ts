import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import * as fc from 'fast-check';
import type { Document } from '../src/document/document.entity';
import { ask, asksForUrl, filed, granted, PROTECTED, someText } from './content.factory';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { WatchedStorage } from './watched-storage';

const TTL_S = 600;
const start = Date.parse('2026-03-01T10:00:00Z');
let now = start;
const folder = mkdtempSync(join(tmpdir(), 'plat-pins-'));
const storage = new WatchedStorage(folder);
let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments({ storages: storage.storages, clock: () => new Date(now) });
  await documents.listen();
});
afterAll(async () => {
  await documents.stop();
  rmSync(folder, { recursive: true, force: true });
});

const sql = (text: string, ...values: unknown[]) => documents.given((db) => db.query(text, values));

/** Whether, by the tables alone, somebody has a grant that counts for whatever has these bytes and asks for a PIN. */
const UNGUARDED = `SELECT FROM blobs b JOIN document_versions v ON v.blob_sha256 = b.sha256 JOIN documents d ON d.id = v.document_id
  WHERE b.storage_key = $1 AND d.pin_protected AND NOT EXISTS (SELECT FROM pin_grants g
    WHERE g.document_id = d.id AND g.pin_version = d.pin_version AND g.revoked_at IS NULL AND g.expires_at > $2)`;

/** What a sequence of requests does; the number says whose, or on which document. */
const step = fc.oneof(
  fc.record({ does: fc.constant('grant' as const), who: fc.nat(1), what: fc.nat(1) }),
  fc.record({ does: fc.constant('mint' as const), who: fc.nat(1), what: fc.nat(1), by: fc.nat(1) }),
  fc.record({ does: fc.constant('fetch' as const), url: fc.nat(9), how: fc.constantFrom('all', 'range', 'head') }),
  fc.record({ does: fc.constant('wait' as const), seconds: fc.constantFrom(1, 120, 299, 301, 599, 601) }),
  fc.record({ does: fc.constantFrom('protect' as const, 'unprotect' as const, 'change' as const, 'revoke' as const), what: fc.nat(1) }),
);

interface Address {
  readonly url: string;
  readonly what: number;
  readonly grant?: { id: string; until: number };
  readonly until: number;
}

describe('the content of a document with a PIN', () => {
  it('never leaves without a grant that counts, whatever is asked in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        now = start;
        const exchangeId = await documents.participation(aViewer(), { role: 'CLIENT', permissions: ['VIEW'] });
        const people: Viewer[] = [];
        for (let n = 0; n < 2; n += 1) {
          people.push(aViewer());
          await documents.participation(people[n] as Viewer, { subjectId: exchangeId, role: 'CLIENT', permissions: ['VIEW'] });
        }
        const deeds: Document[] = [];
        const texts = [someText(), someText()];
        for (const text of texts) {
          const values = { ...PROTECTED, origin: 'EXCHANGE', exchangeId, userId: null } as never;
          deeds.push(await filed(documents, people[0] as Viewer, text, {}, values));
        }
        const deed = (n: number) => deeds[n] as Document;
        // What holds by the model: of each document whether it asks for a PIN, and each grant while it counts.
        const isProtected = [true, true];
        const version = [1, 1];
        const grants: { who: number; what: number; token: string; id: string; until: number; dead: boolean }[] = [];
        const addresses: Address[] = [];
        storage.before = async (key) => {
          if ((await sql(UNGUARDED, key, new Date(now))).length > 0) throw new Error('bytes left without a grant');
        };
        const counts = (id: string | undefined) => grants.some((one) => one.id === id && !one.dead && one.until > now);
        for (const one of steps) {
          if (one.does === 'wait') now += one.seconds * 1_000;
          else if (one.does === 'grant') {
            if (!isProtected[one.what]) continue;
            const until = now + TTL_S * 1_000;
            const { token, row } = await granted(documents, people[one.who] as Viewer, deed(one.what), new Date(until));
            await sql('UPDATE pin_grants SET pin_version = $2 WHERE id = $1', row.id, version[one.what]);
            grants.push({ who: one.who, what: one.what, token, id: row.id, until, dead: false });
          } else if (one.does === 'mint') {
            const latest = grants.filter(({ what }) => what === one.by).at(-1);
            const answer = await asksForUrl(documents, people[one.who] as Viewer, deed(one.what), { grant: latest?.token });
            const may =
              !isProtected[one.what] || Boolean(latest && latest.what === one.what && latest.who === one.who && counts(latest.id));
            expect([one, Boolean(answer.data.document.downloadUrl)]).toEqual([one, may]);
            if (may) {
              const grant = isProtected[one.what] ? latest : undefined;
              addresses.push({ url: answer.data.document.downloadUrl, what: one.what, grant, until: now + 300_000 });
            }
          } else if (one.does === 'fetch') {
            const address = addresses.at(-1 - one.url);
            if (!address) continue;
            const headers: Record<string, string> = one.how === 'range' ? { range: 'bytes=10-19' } : {};
            const got = await ask(address.url, { method: one.how === 'head' ? 'HEAD' : 'GET', headers });
            const may = address.until > now && (!isProtected[address.what] || counts(address.grant?.id));
            expect([one, got.status < 300]).toEqual([one, may]);
            const text = texts[address.what] as Buffer;
            if (may && one.how !== 'head') expect(got.bytes.equals(one.how === 'range' ? text.subarray(10, 20) : text)).toBe(true);
          } else {
            const { id } = deed(one.what);
            const end = () => {
              for (const grant of grants) if (grant.what === one.what) grant.dead = true;
            };
            if (one.does === 'revoke') {
              await sql('UPDATE pin_grants SET revoked_at = now() WHERE document_id = $1', id);
              end();
            } else if (one.does === 'change' || (one.does === 'protect') !== isProtected[one.what]) {
              // A PIN that is set, changed or removed takes all grants back, by its number.
              version[one.what] = (version[one.what] ?? 0) + 1;
              isProtected[one.what] = one.does === 'change' ? (isProtected[one.what] as boolean) : one.does === 'protect';
              await sql(
                'UPDATE documents SET pin_protected = $2, pin_version = $3 WHERE id = $1',
                id,
                isProtected[one.what],
                version[one.what],
              );
              end();
            }
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
