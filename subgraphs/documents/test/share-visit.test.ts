import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { newToken, tokenHash } from '@plat/shared/crypto/secret-token';
import { aViewer } from '@plat/shared/testing/viewers';
import { OpenStreams, STREAM_BOUNDS } from '../src/content/open-streams';
import type { Document } from '../src/document/document.entity';
import { PinGrantRow } from '../src/pin/pin-grant.entity';
import { begin, file, filed, PROTECTED, someText, until } from './content.factory';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { Browser, createLink, People, revokeLink } from './share-link.factory';
import { WatchedStorage } from './watched-storage';

const folder = mkdtempSync(join(tmpdir(), 'plat-shares-'));
const storage = new WatchedStorage(folder);
const streams = new OpenStreams({ ...STREAM_BOUNDS, each: 100 });
const people = new People();
const start = new Date('2026-03-01T10:00:00Z');
let now = start;
let documents: TestDocuments;
let address: string;
let ann: Viewer;
beforeAll(async () => {
  documents = await startTestDocuments({ clock: () => now, identities: people, storages: storage.storages, streams });
  address = await documents.listen();
});
afterAll(async () => {
  await documents.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  now = start;
  people.isDown = false;
  ann = people.add(aViewer());
});

const sql = (text: string, ...values: unknown[]) => documents.given((db) => db.query(text, values));
const link = async (papers: readonly Pick<Document, 'id'>[], input: object = {}, as = ann) => {
  const { data, errors } = await createLink(documents, as, { documentIds: papers.map(({ id }) => id), ...input });
  expect(errors).toBeUndefined();
  const { url, token, shareLink } = data.createShareLink;
  return { url: url as string, token: token as string, id: shareLink.id as string };
};
const logOf = ({ id }: Pick<Document, 'id'>) =>
  sql(
    `SELECT action, success, error_message AS why, actor_name AS who, user_id AS "userId" FROM document_access_logs
      WHERE document_id = $1 AND action <> 'SHARE' ORDER BY created_at, age(xmin) DESC, ctid`,
    id,
  );
const countOf = async (id: string) => (await sql('SELECT downloads FROM share_links WHERE id = $1', id))[0].downloads;
const VISITOR = { who: 'A visitor by a share link', userId: null };

describe('the page of a share link', () => {
  it('lists the documents, and leads to their very bytes', async () => {
    const text = someText(3_000);
    const [deed, elsewhere] = [
      await filed(documents, ann, text, { fileName: 'deed.txt' }, { title: `Deed <script>alert("1")</script> & 'more'` }),
      await documents.document(ann),
    ];
    const { url, id } = await link([deed, elsewhere]);
    const browser = new Browser();
    const page = await browser.go(url);
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; form-action 'self'/);
    expect(page.cookies).toHaveLength(1);
    expect(page.cookies[0]).toMatch(/^plat_visitor=[\w-]{43}; Path=\/share; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    expect(page.text).toContain('Deed &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;');
    expect(page.text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page.text).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)/);
    expect(page.text).toContain('Its file is not kept here.');
    for (const said of [ann.userId, ann.contactId as string]) expect(page.text).not.toContain(said);
    const [file] = Browser.filesOn(page);
    const signature = new URL(file as string).searchParams.get('signature')?.split('.')[0] as string;
    expect(Buffer.from(signature, 'base64url').toString()).not.toContain(ann.userId);
    const got = await browser.go(file as string);
    expect([got.status, got.text === text.toString(), got.headers['content-disposition']]).toEqual([
      200,
      true,
      'attachment; filename="deed.txt"',
    ]);
    expect((await browser.go(url)).cookies).toEqual([]);
    expect(await countOf(id)).toBe(1);
    expect(
      (await logOf(deed)).map(({ action, success, who, userId }: Record<string, unknown>) => ({ action, success, who, userId })),
    ).toEqual([
      { action: 'VIEW', success: true, ...VISITOR },
      { action: 'DOWNLOAD', success: true, ...VISITOR },
      { action: 'VIEW', success: true, ...VISITOR },
    ]);
    const [{ download_count }] = await sql('SELECT download_count FROM documents WHERE id = $1', deed.id);
    expect(download_count).toBe(1);
  });

  it('is the same bytes for every token that leads nowhere, whatever the reason', async () => {
    const deed = await filed(documents, ann);
    const [good, revoked, expired, spent, gone, lost] = [
      await link([deed]),
      await link([deed]),
      await link([deed], { expiresAt: '2026-03-01T10:30:00Z' }),
      await link([deed], { maxDownloads: 1 }),
      await link([deed]),
      await link([deed]),
    ];
    await revokeLink(documents, ann, revoked.id);
    await sql('UPDATE share_links SET downloads = 1 WHERE id = $1', spent.id);
    await sql('DELETE FROM share_link_documents WHERE share_link_id = $1', gone.id);
    now = new Date('2026-03-01T10:30:00Z');
    const seen = async (token: string) => {
      const { status, headers, text, cookies } = await new Browser().go(`${address}/share/${token}`);
      const { date: _, 'x-request-id': __, ...rest } = headers;
      return JSON.stringify({ status, rest, text, cookies });
    };
    const nothing = await seen(newToken());
    expect(nothing).toContain('Nothing is shared here');
    for (const token of [revoked, expired, spent, gone].map((one) => one.token)) expect(await seen(token)).toBe(nothing);
    for (const token of ['x', `${good.token}x`, good.token.slice(1), good.token.toLowerCase(), '%00', "'--", randomUUID(), good.id])
      expect(await seen(token)).toBe(nothing);
    people.known.delete(ann.userId); // shut out, or deleted
    expect(await seen(lost.token)).toBe(nothing);
    people.add(ann);
    expect(await seen(good.token)).not.toBe(nothing);
    await sql('UPDATE documents SET trashed_at = now() WHERE id = $1', deed.id);
    expect(await seen(good.token)).toBe(nothing);
    const refused = (await logOf(deed)).filter(({ success }: { success: boolean }) => !success);
    expect(refused.map(({ why }: { why: string }) => why)).toEqual(Array(4).fill('The share link does not hold.'));
  });

  it('shows what its maker may share at this moment, and nothing when that is nothing', async () => {
    const exchangeId = await documents.participation(ann, { role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
    const [paper, deed] = [await documents.exchangeDocument(exchangeId, { uploadedById: ann.userId }), await filed(documents, ann)];
    await file(documents, paper, someText());
    const both = await link([paper, deed]);
    const one = await link([paper]);
    const browser = new Browser();
    const before = await browser.go(both.url);
    expect(Browser.filesOn(before)).toHaveLength(2);
    await sql('UPDATE access_grants SET permissions = $2 WHERE subject_id = $1', exchangeId, ['VIEW']);
    expect(Browser.filesOn(await browser.go(both.url))).toHaveLength(1);
    expect((await browser.go(one.url)).status).toBe(404);
    const ofPaper = Browser.filesOn(before).find((url) => url.includes(paper.id)) as string;
    expect((await browser.go(ofPaper)).status).toBe(403);
    expect((await logOf(paper)).at(-1)).toMatchObject({ action: 'DOWNLOAD', success: false, ...VISITOR });
  });

  it('says that it cannot be shown while crm does not answer, and shows nothing', async () => {
    const { url } = await link([await filed(documents, ann)]);
    people.isDown = true;
    const page = await new Browser().go(url);
    expect([page.status, page.cookies, Browser.filesOn(page)]).toEqual([503, [], []]);
    expect(page.text).toContain('cannot be shown right now');
  });
});

describe('a file of a share link', () => {
  it('is for the browser that was shown its address, at that address, for five minutes', async () => {
    const { url } = await link([await filed(documents, ann)]);
    const browser = new Browser();
    const [file] = Browser.filesOn(await browser.go(url)) as [string];
    expect((await new Browser().go(file)).status).toBe(403);
    const other = new Browser();
    await other.go(url);
    expect((await other.go(file)).status).toBe(403);
    expect((await browser.go(file.replace('/share/file/', '/content/'))).status).toBe(403);
    expect((await browser.go(file.slice(0, -1))).status).toBe(403);
    expect((await browser.go(file, { method: 'PUT' })).status).toBe(401);
    expect((await browser.go(file, { method: 'HEAD' })).status).toBe(200);
    expect((await browser.go(file)).status).toBe(200);
    now = new Date(start.getTime() + 300_000);
    expect((await browser.go(file)).status).toBe(403);
  });

  it('is had once more than not at all, and by fifty at once for the last download one has it', async () => {
    const deed = await filed(documents, ann);
    const { url, id } = await link([deed], { maxDownloads: 3 });
    const browsers = Array.from({ length: 50 }, () => new Browser());
    const files = await Promise.all(browsers.map(async (browser) => Browser.filesOn(await browser.go(url))[0] as string));
    for (const n of [0, 1]) expect((await browsers[n]?.go(files[n] as string))?.status).toBe(200);
    const rest = await Promise.all(browsers.slice(2).map((browser, n) => browser.go(files[n + 2] as string)));
    expect(rest.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(rest.map(({ status }) => status))).toEqual(new Set([200, 403]));
    expect(await countOf(id)).toBe(3);
    const [{ n }] = await sql(
      `SELECT count(*)::int AS n FROM document_access_logs WHERE document_id = $1 AND action = 'DOWNLOAD' AND success`,
      deed.id,
    );
    expect(n).toBe(3);
  });

  it('counts once however many parts it takes, and goes on when the link is used up', async () => {
    const text = someText(1_000);
    const deed = await filed(documents, ann, text);
    const { url, id } = await link([deed], { maxDownloads: 1 });
    const browser = new Browser();
    const [file] = Browser.filesOn(await browser.go(url)) as [string];
    const parts = await Promise.all([0, 250, 500, 750].map((at) => browser.go(file, { headers: { range: `bytes=${at}-${at + 249}` } })));
    expect(parts.map(({ status }) => status)).toEqual([206, 206, 206, 206]);
    expect(parts.map((part) => part.text).join('')).toBe(text.toString());
    expect(await countOf(id)).toBe(1);
    expect((await browser.go(url)).status).toBe(404);
    expect((await browser.go(file, { headers: { range: 'bytes=0-9' } })).status).toBe(206);
    await revokeLink(documents, ann, id);
    expect((await browser.go(file, { headers: { range: 'bytes=0-9' } })).status).toBe(403);
  });
});

describe('a download by a share link that is under way', () => {
  const LARGE = Buffer.from(randomBytes(32 * 1024 * 1024).toString('hex'));
  /** A download of which nothing is read, until something ends it. */
  const cutBy = async (end: (share: { id: string }, deed: Document) => unknown, more: object = {}) => {
    const deed = await filed(documents, ann, LARGE, {}, more);
    const share = await link([deed]);
    const browser = new Browser();
    const page = await browser.go(share.url);
    const cookie = (page.cookies[0] as string).split(';')[0] as string;
    const { answer, ended } = await begin(Browser.filesOn(page)[0] as string, { cookie });
    expect(answer.statusCode).toBe(200);
    await end(share, deed);
    await until(() => streams.size === 0);
    answer.resume(); // whoever reads nothing is not told
    const error = (await ended) as NodeJS.ErrnoException | undefined;
    expect([error?.code, answer.complete]).toEqual(['ECONNRESET', false]);
  };

  it('is cut when the link is taken back', () => cutBy(({ id }) => revokeLink(documents, ann, id)));

  it('is cut when the link ends', () =>
    cutBy(() => {
      now = new Date('2026-03-02T10:00:00Z');
    }));

  it('is cut when its maker loses the document', () =>
    cutBy((_, { id }) => sql('UPDATE documents SET user_id = $2 WHERE id = $1', id, randomUUID())));

  it('is cut when rights are taken from its maker', () => cutBy(() => documents.revocations.apply({ seq: 5, subjectId: ann.userId })));
});

describe('a document with a PIN behind a share link', () => {
  it('leads to its file only by a grant of this link and this browser', async () => {
    const deed = await filed(documents, ann, undefined, {}, PROTECTED);
    const [mine, other] = [await link([deed]), await link([deed])];
    const browser = new Browser();
    const page = await browser.go(mine.url);
    expect(Browser.filesOn(page)).toEqual([]);
    expect(page.text).toMatch(/<label for="pin-0">PIN of this document<\/label> <input id="pin-0" name="pin" type="password"/);
    const visitor = (page.cookies[0] as string).slice('plat_visitor='.length).split(';')[0] as string;
    const token = newToken();
    const values = { documentId: deed.id, shareLinkId: mine.id, visitorHash: tokenHash(visitor), pinVersion: 1 };
    const ends = { createdAt: now, expiresAt: new Date(now.getTime() + 600_000) };
    await documents.given((db) => db.save(db.create(PinGrantRow, { tokenHash: tokenHash(token), ...values, ...ends })));
    const headers = { cookie: `plat_visitor=${visitor}; plat_grant_${deed.id}=${token}` };
    const opened = await new Browser().go(mine.url, { headers });
    const [file] = Browser.filesOn(opened) as [string];
    expect((await new Browser().go(file, { headers })).status).toBe(200);
    // Of another link, or from another browser, it opens nothing.
    expect(Browser.filesOn(await new Browser().go(other.url, { headers }))).toEqual([]);
    const stranger = { cookie: `plat_visitor=${newToken()}; plat_grant_${deed.id}=${token}` };
    expect(Browser.filesOn(await new Browser().go(mine.url, { headers: stranger }))).toEqual([]);
    await sql('UPDATE documents SET pin_version = pin_version + 1 WHERE id = $1', deed.id);
    expect((await new Browser().go(file, { headers })).status).toBe(403);
    expect(Browser.filesOn(await new Browser().go(mine.url, { headers }))).toEqual([]);
  });

  it('takes the PIN on the page, counts wrong ones, and gives the right one’s grant to this browser alone', async () => {
    const text = someText();
    const deed = await filed(documents, ann, text);
    const set = 'mutation ($input: SetDocumentPinInput!) { setDocumentPin(input: $input) { pinProtected } }';
    expect((await documents.ask(ann, set, { input: { documentId: deed.id, pin: '739155' } })).errors).toBeUndefined();
    const { url } = await link([deed]);
    const browser = new Browser();
    await browser.go(url);
    const wrong = await browser.go(url, { form: { document: deed.id, pin: '739156' } });
    expect([wrong.status, Browser.filesOn(wrong)]).toEqual([403, []]);
    expect(wrong.text).toContain('<p class="fault" role="alert" id="fault-0">The PIN is wrong.</p>');
    const right = await browser.go(url, { form: { document: deed.id, pin: '739155' } });
    expect([right.status, right.headers.location, right.text]).toEqual([303, new URL(url).pathname, '']);
    expect(right.cookies[0]).toMatch(/^plat_grant_[\w-]{36}=[\w-]{43}; Path=\/share; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    const [file] = Browser.filesOn(await browser.go(url)) as [string];
    const got = await browser.go(file);
    expect([got.status, got.text === text.toString(), got.headers['cache-control']]).toEqual([200, true, 'private, no-store']);
    expect(Browser.filesOn(await new Browser().go(url))).toEqual([]);
    const tries = (await logOf(deed)).filter(({ action }: { action: string }) => action === 'PIN_ATTEMPT');
    expect(tries).toMatchObject([
      { success: false, ...VISITOR },
      { success: true, ...VISITOR },
    ]);
    for (let n = 0; n < 5; n += 1) await browser.go(url, { form: { document: deed.id, pin: '739157' } });
    const locked = await browser.go(url, { form: { document: deed.id, pin: '739155' } });
    expect(locked.status).toBe(429);
    expect(locked.text).toContain('There were too many wrong PINs. Try again later.');
  });

  it('is guessed at by all visitors of a link together above sixty an hour, so that no new cookie brings another guess', async () => {
    const deed = await filed(documents, ann);
    const set = 'mutation ($input: SetDocumentPinInput!) { setDocumentPin(input: $input) { pinProtected } }';
    expect((await documents.ask(ann, set, { input: { documentId: deed.id, pin: '739155' } })).errors).toBeUndefined();
    const [one, other] = [await link([deed]), await link([deed])];
    await sql(`INSERT INTO pin_throttles (bucket, key, fails, window_start) VALUES ('DOCUMENT', $1, 60, $2)`, deed.id, now);
    const guess = async ({ url }: { url: string }, pin = '739156') =>
      (await new Browser().go(url, { form: { document: deed.id, pin } })).status;
    expect([await guess(one), await guess(one), await guess(one, '739155')]).toEqual([403, 429, 429]);
    expect(await guess(other)).toBe(403); // nobody waits for the visitors of another link
    const unlock = 'mutation ($input: UnlockDocumentInput!) { unlockDocument(input: $input) { token } }';
    expect((await documents.ask(ann, unlock, { input: { documentId: deed.id, pin: '739155' } })).errors).toBeUndefined();
    now = new Date(start.getTime() + 60_000);
    expect([await guess(one, '739155'), await guess(one)]).toEqual([303, 429]);
  });

  it('is guessed at no more by new cookies when twenty an hour were guessed over documents of its owner', async () => {
    const [deed, will] = [await filed(documents, ann), await filed(documents, ann)];
    const set = 'mutation ($input: SetDocumentPinInput!) { setDocumentPin(input: $input) { pinProtected } }';
    for (const { id } of [deed, will])
      expect((await documents.ask(ann, set, { input: { documentId: id, pin: '739155' } })).errors).toBeUndefined();
    const [one, other] = [await link([deed, will]), await link([will])];
    await sql(
      `INSERT INTO pin_throttles (bucket, key, fails, window_start) VALUES ('OWNER_LINK', $1, 19, $2)`,
      `${ann.userId} visitor/${one.id}`,
      now,
    );
    const guess = async ({ url }: { url: string }, { id }: { id: string }, pin = '739156') =>
      (await new Browser().go(url, { form: { document: id, pin } })).status;
    expect([await guess(one, deed), await guess(one, will), await guess(one, deed, '739155')]).toEqual([403, 429, 429]);
    expect(await guess(other, will)).toBe(403); // nobody waits for the visitors of another link
    now = new Date(start.getTime() + 60_000);
    expect([await guess(one, will, '739155'), await guess(one, deed), await guess(one, will)]).toEqual([303, 403, 429]);
  });

  it('takes nothing but its form, of a document of the link that has a PIN', async () => {
    const [deed, other] = [await filed(documents, ann, undefined, {}, PROTECTED), await filed(documents, ann, undefined, {}, PROTECTED)];
    const open = await filed(documents, ann);
    const { url } = await link([deed, open]);
    const browser = new Browser();
    const posts = [
      { form: { document: other.id, pin: '1' } },
      { form: { document: open.id, pin: '1' } },
      { form: { document: '', pin: '1' } },
      { form: { document: deed.id, pin: 'x'.repeat(5_000) } },
      { method: 'POST', headers: { 'content-type': 'application/json' } },
    ];
    for (const post of posts) expect((await browser.go(url, post)).status).toBe(404);
    const none = await sql(`SELECT FROM document_access_logs WHERE document_id = ANY ($1) AND action = 'PIN_ATTEMPT'`, [
      deed.id,
      other.id,
      open.id,
    ]);
    expect(none).toEqual([]);
  });
});
