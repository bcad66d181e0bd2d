import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Document } from '../src/document/document.entity';
import { ask, asksForUrl, file, filed, granted, PROTECTED, someText, urlFor } from './content.factory';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
let now = new Date('2026-03-01T10:00:00Z');
beforeAll(async () => {
  documents = await startTestDocuments({ clock: () => now });
});
afterAll(() => documents.stop());

const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1_000);
};
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const log = (document: Pick<Document, 'id'>) =>
  documents.given((db) =>
    db.query(
      'SELECT action, success, error_message AS why, version_number AS number, user_id AS "userId" FROM document_access_logs WHERE document_id = $1 ORDER BY created_at, age(xmin) DESC, ctid',
      [document.id],
    ),
  );
const counted = async ({ id }: Pick<Document, 'id'>) =>
  (await documents.given((db) => db.query('SELECT download_count FROM documents WHERE id = $1', [id])))[0].download_count;
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;

describe('downloadUrl', () => {
  it('leads to the very bytes, of the current version and of any other', async () => {
    const ann = aViewer();
    const [first, second] = [someText(3_000), someText(5_000)];
    const document = await filed(documents, ann, first, {}, { currentVersionNumber: 2 });
    const version = await file(documents, document, second, { versionNumber: 2 });
    const got = await ask(await urlFor(documents, ann, document));
    expect([got.status, got.bytes.equals(second), got.headers['content-length']]).toEqual([200, true, '5000']);
    const query = 'query ($id: ID!) { document(id: $id) { versions(orderBy: NUMBER_ASC) { edges { node { downloadUrl } } } } }';
    const { edges } = (await documents.ask(ann, query, { id: document.id })).data.document.versions;
    expect((await ask(edges[0].node.downloadUrl)).bytes.equals(first)).toBe(true);
    expect((await ask(edges[1].node.downloadUrl)).headers.etag).toBe(`"${version.blobSha256}"`);
  });

  it('costs no statement more for a list than for one, whatever the documents belong to', async () => {
    const ann = aViewer();
    const list = async () => {
      await filed(documents, ann);
      const leadId = await documents.owned(ann, 'Lead');
      await file(documents, await documents.leadDocument(leadId), someText());
      const exchangeId = await documents.participation(ann, { role: 'CLIENT', permissions: ['VIEW'] });
      await file(documents, await documents.exchangeDocument(exchangeId), someText());
      // Without what other tests made public.
      const query =
        '{ documents(first: 50, filter: { accessLevel: [EXCHANGE] }) { edges { node { downloadUrl versions { edges { node { downloadUrl } } } } } } }';
      let answer: Awaited<ReturnType<TestDocuments['ask']>> | undefined;
      const statements = await documents.statementsOf(async () => {
        answer = await documents.ask(ann, query);
      });
      expect(answer?.errors).toBeUndefined();
      return [answer?.data.documents.edges.length, statements.length];
    };
    // The list, its documents as the door reads them, what they belong to, their current versions, all versions.
    expect([await list(), await list()]).toEqual([
      [3, 5],
      [6, 5],
    ]);
  });

  it('says clearly that the file of a document lies elsewhere', async () => {
    const ann = aViewer();
    const answer = await asksForUrl(documents, ann, await documents.document(ann));
    expect(answer.data.document.downloadUrl).toBeNull();
    expect(answer.errors?.[0]).toMatchObject({
      message: 'The file of this document is not kept here: its original lies elsewhere.',
      extensions: { code: 'CONFLICT', state: 'NO_FILE' },
    });
  });

  it('asks for a grant where there is a PIN, and the log has who came without', async () => {
    const ann = aViewer();
    const document = await filed(documents, ann, undefined, {}, PROTECTED);
    expect(code(await asksForUrl(documents, ann, document))).toBe('PIN_REQUIRED');
    expect(code(await asksForUrl(documents, ann, document, { grant: 'nonsense' }))).toBe('PIN_REQUIRED');
    expect(await log(document)).toEqual(
      [1, 2].map(() => ({ action: 'DOWNLOAD', success: false, why: 'PIN_REQUIRED', number: 1, userId: ann.userId })),
    );
    const { token } = await granted(documents, ann, document, new Date(now.getTime() + 600_000));
    const got = await ask(await urlFor(documents, ann, document, { grant: token }));
    expect([got.status, got.headers['cache-control']]).toEqual([200, 'private, no-store']);
  });

  it('takes a reason of an administrator who reads a lead’s document', async () => {
    const [owner, admin] = [aViewer(), aViewer('ADMIN')];
    const leadId = await documents.owned(owner, 'Lead');
    const document = await documents.leadDocument(leadId);
    await file(documents, document, someText());
    expect(code(await asksForUrl(documents, admin, document))).toBe('FORBIDDEN');
    expect((await ask(await urlFor(documents, admin, document, { reason: 'A court asked for it.' }))).status).toBe(200);
    expect((await ask(await urlFor(documents, owner, document))).status).toBe(200);
    expect((await log(document)).map(({ success, userId }: { success: boolean; userId: string }) => [success, userId])).toEqual([
      [false, admin.userId],
      [true, admin.userId],
      [true, owner.userId],
    ]);
  });
});

describe('an address of content', () => {
  const text = someText(1_000);
  let ann: Viewer;
  let document: Document;
  let url: string;
  beforeAll(async () => {
    ann = aViewer();
    document = await filed(documents, ann, text, { fileName: 'Übertragung "2".txt' });
    url = await urlFor(documents, ann, document);
  });

  it('is sent with all that keeps browsers from guessing', async () => {
    const { headers, status } = await ask(url);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'content-disposition': `attachment; filename="Ubertragung _2_.txt"; filename*=UTF-8''%C3%9Cbertragung%20_2_.txt`,
      'content-length': '1000',
      'content-type': 'text/plain',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'.*; sandbox$/);
    expect(headers.etag).toMatch(/^"[0-9a-f]{64}"$/);
  });

  it('answers HEAD with what GET would say, and without a byte or a row', async () => {
    const { length } = await log(document);
    const [head, got] = [await ask(url, { method: 'HEAD' }), await ask(url)];
    const said = ({ headers: { date: _date, ...headers } }: typeof head) => headers;
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect(said(head)).toEqual(said(got));
    expect(await log(document)).toHaveLength(Math.max(length, 1));
  });

  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=990-', 990, 999],
    ['bytes=-10', 990, 999],
    ['bytes=10-100000', 10, 999],
    ['bytes=999-999', 999, 999],
  ])('sends the stretch %s', async (range, start, end) => {
    const got = await ask(url, { headers: { range } });
    expect([got.status, got.headers['content-range'], got.headers['content-length']]).toEqual([
      206,
      `bytes ${start}-${end}/1000`,
      String(end - start + 1),
    ]);
    expect(got.bytes.equals(text.subarray(start, end + 1))).toBe(true);
  });

  it.each(['bytes=1000-', 'bytes=5-2', 'bytes=--5', 'bytes=-0', 'bytes=0-5,3-9', `bytes=${'0-,'.repeat(1_000)}0-`])(
    'refuses the range %.20s',
    async (range) => {
      const got = await ask(url, { headers: { range } });
      expect([got.status, got.headers['content-range'], got.code]).toEqual([416, 'bytes */1000', 'BAD_USER_INPUT']);
    },
  );

  it('sends nothing to who has it, and all to who has another one', async () => {
    const { headers } = await ask(url, { method: 'HEAD' });
    const etag = headers.etag as string;
    for (const method of ['GET', 'HEAD'])
      expect((await ask(url, { method, headers: { 'if-none-match': `"x", W/${etag}` } })).status).toBe(304);
    expect((await ask(url, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
    const range = 'bytes=0-9';
    expect((await ask(url, { headers: { range, 'if-range': etag } })).status).toBe(206);
    for (const other of ['"x"', `W/${etag}`, new Date().toUTCString()])
      expect((await ask(url, { headers: { range, 'if-range': other } })).status).toBe(200);
    expect((await ask(url, { headers: { range: 'items=0-9' } })).status).toBe(200);
  });

  it('shows pictures and PDFs where that is asked for, and nothing else', async () => {
    const sent = async (bytes: Buffer, fileName: string) => {
      const picture = await filed(documents, ann, bytes, { fileName });
      const { headers } = await ask(await urlFor(documents, ann, picture, { disposition: 'INLINE' }));
      return [headers['content-disposition']?.split(';')[0], headers['content-type']];
    };
    expect(await sent(PNG, 'a.png')).toEqual(['inline', 'image/png']);
    expect(await sent(Buffer.from('%PDF-1.4\n%%EOF\n'), 'a.pdf')).toEqual(['inline', 'application/pdf']);
    expect(await sent(Buffer.from('<html><script>alert(1)</script></html>'), 'a.html')).toEqual(['attachment', 'application/octet-stream']);
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    expect(await sent(Buffer.from(svg), 'a.svg')).toEqual(['attachment', 'application/octet-stream']);
    expect(await sent(Buffer.from('hello'), 'a.txt')).toEqual(['attachment', 'text/plain']);
    expect(await sent(Buffer.concat([PNG, Buffer.from('<?php system($_GET["x"]); ?>')]), 'a.png')).toEqual(['attachment', 'image/png']);
  });

  it('is one download, whatever it takes, and in the log before a byte has left', async () => {
    const deed = await filed(documents, ann, text);
    const first = await urlFor(documents, ann, deed);
    await ask(first, { method: 'HEAD' });
    expect([await counted(deed), await log(deed)]).toEqual([0, []]);
    await Promise.all(Array.from({ length: 20 }, (_, at) => ask(first, { headers: { range: `bytes=${at * 50}-${at * 50 + 49}` } })));
    expect(await counted(deed)).toBe(1);
    await ask(await urlFor(documents, ann, deed), { headers: { range: 'bytes=500-' } }); // goes on by another address
    expect(await counted(deed)).toBe(1);
    await ask(await urlFor(documents, ann, deed)); // begins anew
    expect(await counted(deed)).toBe(2);
    const elsewhere = aViewer('USER', { ...ann.identity, sessionId: randomUUID() });
    await ask(await urlFor(documents, elsewhere, deed), { headers: { range: 'bytes=500-' } });
    expect(await counted(deed)).toBe(3);
    later(3_601);
    await ask(await urlFor(documents, ann, deed), { headers: { range: 'bytes=500-' } });
    expect(await counted(deed)).toBe(4);
    expect(await log(deed)).toEqual(
      [1, 2, 3, 4].map(() => ({ action: 'DOWNLOAD', success: true, why: null, number: 1, userId: ann.userId })),
    );
    // Nobody is shown a text: it is saved, whatever was asked for.
    await ask(await urlFor(documents, ann, deed, { disposition: 'INLINE' }));
    expect([await counted(deed), (await log(deed)).at(-1).action]).toEqual([5, 'DOWNLOAD']);
  });

  it('is none while it is shown, and is no part of what was shown', async () => {
    const picture = await filed(documents, ann, PNG, { fileName: 'a.png' });
    await ask(await urlFor(documents, ann, picture, { disposition: 'INLINE' }), { headers: { range: 'bytes=0-0' } });
    expect([await counted(picture), (await log(picture)).at(-1).action]).toEqual([0, 'PREVIEW']);
    await ask(await urlFor(documents, ann, picture), { headers: { range: 'bytes=1-' } });
    expect([await counted(picture), (await log(picture)).at(-1).action]).toEqual([1, 'DOWNLOAD']);
  });

  it('is refused however it is bent, with one answer', async () => {
    url = await urlFor(documents, ann, document);
    const other = await filed(documents, ann, someText());
    const { pathname, search, origin } = new URL(url);
    const bent: [string, Parameters<typeof ask>[1]][] = [
      [url.replace(document.id, other.id), {}],
      [url.replace(`${document.id}/1`, `${document.id}/2`), {}],
      [url.replace(/signature=./, 'signature=_'), {}],
      [`${url.slice(0, -1)}-`, {}],
      [`${origin}${pathname}`, {}],
      [`${url}&x=1`, {}],
      [url, { path: `${pathname.replaceAll('-', '%2D')}${search}` }],
      [url, { path: `${pathname.replaceAll('-', '%252D')}${search}` }],
      [url, { path: `${pathname.replace(/\/1$/, '%2F1')}${search}` }],
      [url, { path: `${pathname}${search.replaceAll('.', '+')}` }],
      [url, { path: `${pathname}${search.replaceAll('.', '%2B')}` }],
      [url, { path: `${pathname}/../1${search}` }],
    ];
    for (const [address, how] of bent) {
      const got = await ask(address, how);
      expect([how?.path ?? address, got.status, got.code]).toEqual([how?.path ?? address, 403, 'FORBIDDEN']);
    }
    expect((await ask(url)).status).toBe(200);
    later(300);
    expect((await ask(url)).status).toBe(403);
  });

  it('takes no other method', async () => {
    const fresh = await urlFor(documents, ann, document);
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) expect((await ask(fresh, { method })).status).toBe(401);
  });

  it('ends with the session, and with what let its holder see the document', async () => {
    const exchangeId = await documents.participation(ann, { role: 'CLIENT', permissions: ['VIEW'] });
    const paper = await documents.exchangeDocument(exchangeId, { title: 'Paper' });
    await file(documents, paper, text);
    const fresh = await urlFor(documents, ann, paper);
    expect((await ask(fresh, { headers: { range: 'bytes=0-9' } })).status).toBe(206);
    await documents.given((db) => db.query('UPDATE access_grants SET is_active = false WHERE subject_id = $1', [exchangeId]));
    expect((await ask(fresh, { headers: { range: 'bytes=10-19' } })).status).toBe(403);
    expect((await log(paper)).at(-1)).toEqual({ action: 'DOWNLOAD', success: false, why: 'NOT_FOUND', number: 1, userId: ann.userId });

    const bob = aViewer();
    const his = await urlFor(documents, bob, await filed(documents, bob));
    expect((await ask(his)).status).toBe(200);
    documents.revocations.apply({ seq: 1, subjectId: bob.identity.sessionId as string });
    const got = await ask(his);
    expect([got.status, got.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('from before the PIN asks for the PIN, and from before its change is worth nothing', async () => {
    const deed = await filed(documents, ann);
    const before = await urlFor(documents, ann, deed);
    await documents.given((db) =>
      db.query(`UPDATE documents SET pin_protected = true, pin_hash = 'x', pin_version = 1 WHERE id = $1`, [deed.id]),
    );
    expect((await ask(before)).code).toBe('PIN_REQUIRED');
    const { token } = await granted(documents, ann, deed, new Date(now.getTime() + 120_000));
    const after = await urlFor(documents, ann, deed, { grant: token });
    expect((await ask(after)).status).toBe(200);
    documents.revocations.lose();
    expect((await ask(after)).code).toBe('UNAVAILABLE');
    documents.revocations.confirm(1);
    later(121);
    expect((await ask(after)).code).toBe('PIN_REQUIRED');
    const next = await granted(documents, ann, deed, new Date(now.getTime() + 600_000));
    const changed = await urlFor(documents, ann, deed, { grant: next.token });
    await documents.given((db) => db.query('UPDATE documents SET pin_version = 2 WHERE id = $1', [deed.id]));
    const got = await ask(changed);
    expect([got.status, got.code]).toEqual([403, 'PIN_REQUIRED']);
  });

  it('sends nothing that cannot be written down', async () => {
    const deed = await filed(documents, ann);
    const fresh = await urlFor(documents, ann, deed);
    const privilege = (sql: string) => withClient(documents.database.owner, (owner) => owner.query(`${sql} plat_documents_system`));
    await privilege('REVOKE INSERT ON document_access_logs FROM');
    try {
      const got = await ask(fresh);
      expect([got.status >= 400, got.headers['content-type']]).toEqual([true, 'application/json; charset=utf-8']);
    } finally {
      await privilege('GRANT INSERT ON document_access_logs TO');
    }
    expect([(await ask(fresh)).status, await counted(deed)]).toEqual([200, 1]);
  });

  it('is UNAVAILABLE where the storage has lost the bytes', async () => {
    const deed = await filed(documents, ann);
    const fresh = await urlFor(documents, ann, deed);
    await documents.given((db) =>
      db.query(
        `UPDATE blobs SET storage_key = repeat('0', 40) WHERE sha256 = (SELECT blob_sha256 FROM document_versions WHERE document_id = $1)`,
        [deed.id],
      ),
    );
    const got = await ask(fresh);
    expect([got.status, got.code, got.headers['content-type']]).toEqual([503, 'UNAVAILABLE', 'application/json; charset=utf-8']);
    expect(await counted(deed)).toBe(0);
  });
});
