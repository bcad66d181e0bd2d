import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { fromBufferPromise } from 'yauzl';
import type { Document } from '../src/document/document.entity';
import { ask, begin, file, filed, granted, PROTECTED, someText, until } from './content.factory';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
let now = new Date('2026-03-01T10:00:00Z');
beforeAll(async () => {
  documents = await startTestDocuments({ clock: () => now });
});
afterAll(() => documents.stop());

const CREATE = `mutation ($input: CreateDocumentBundleInput!) { createDocumentBundle(input: $input) {
  url included { id } excluded { documentId title code } } }`;
async function bundle(viewer: Viewer, all: readonly Pick<Document, 'id'>[], more: object = {}) {
  await documents.listen();
  const { data, errors } = await documents.ask(viewer, CREATE, { input: { documentIds: all.map(({ id }) => id), ...more } });
  expect(errors).toBeUndefined();
  return data.createDocumentBundle as {
    url: string | null;
    included: { id: string }[];
    excluded: { documentId: string; title: string | null; code: string }[];
  };
}

/** What is in a zip, by name. */
async function unpacked(bytes: Buffer): Promise<Record<string, Buffer>> {
  const zip = await fromBufferPromise(bytes);
  const files: Record<string, Buffer> = {};
  for await (const entry of zip.eachEntry() as AsyncIterable<Parameters<typeof zip.openReadStreamPromise>[0]>) {
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    files[entry.fileName] = Buffer.concat(parts);
  }
  return files;
}
const contentsOf = async (url: string | null) => {
  const got = await ask(url as string);
  expect([got.status, got.headers['content-type'], got.headers['x-content-type-options']]).toEqual([200, 'application/zip', 'nosniff']);
  return unpacked(got.bytes);
};
const logOf = ({ id }: Pick<Document, 'id'>) =>
  documents.given((db) =>
    db.query(
      'SELECT action, success, error_message AS why FROM document_access_logs WHERE document_id = $1 ORDER BY created_at, age(xmin) DESC, ctid',
      [id],
    ),
  );

describe('a bundle', () => {
  it('has the very bytes of each document, under names that are told apart', async () => {
    const ann = aViewer();
    const texts = [someText(), someText(50_000), someText()];
    const all = [];
    for (const text of texts) all.push(await filed(documents, ann, text, { fileName: 'a/../../b.txt' }));
    const { url, included, excluded } = await bundle(ann, [...all, all[0] as Document]);
    expect([included.map(({ id }) => id), excluded]).toEqual([all.map(({ id }) => id), []]);
    const files = await contentsOf(url);
    expect(Object.keys(files)).toEqual(['a_.._.._b.txt', 'a_.._.._b (2).txt', 'a_.._.._b (3).txt', 'CONTENTS.txt']);
    expect(Object.values(files).slice(0, 3)).toEqual(texts);
    expect(files['CONTENTS.txt']?.toString()).toContain('a_.._.._b (2).txt\n  Deed, version 1, 50000 bytes, SHA-256 ');
    for (const document of all) expect(await logOf(document)).toEqual([{ action: 'DOWNLOAD', success: true, why: null }]);
  });

  it('leaves out what may not be had, and says so: here, in the file, and in the log', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const open = await filed(documents, ann);
    const locked = await filed(documents, ann, undefined, {}, { ...PROTECTED, title: 'Will' });
    const hidden = await filed(documents, bob, undefined, {}, { title: 'Secret of Bob' });
    const elsewhere = await documents.document(ann, { title: 'Linked' });
    const none = { id: '00000000-0000-4000-8000-000000000000' };
    const { url, included, excluded } = await bundle(ann, [open, locked, hidden, elsewhere, none]);
    expect(included).toEqual([{ id: open.id }]);
    expect(excluded).toEqual([
      { documentId: locked.id, title: 'Will', code: 'PIN_REQUIRED' },
      { documentId: hidden.id, title: null, code: 'NOT_FOUND' },
      { documentId: elsewhere.id, title: 'Linked', code: 'CONFLICT' },
      { documentId: none.id, title: null, code: 'NOT_FOUND' },
    ]);
    const files = await contentsOf(url);
    expect(Object.keys(files)).toHaveLength(2);
    const said = files['CONTENTS.txt']?.toString() ?? '';
    expect(said).toContain('Will\n  It has a PIN, which was not given.');
    expect(said).not.toContain('Secret of Bob');
    expect(await logOf(locked)).toEqual([{ action: 'DOWNLOAD', success: false, why: 'PIN_REQUIRED' }]);
    expect((await bundle(ann, [locked])).url).toBeNull();
  });

  it('has what a PIN guards for whoever brings the grant, and leaves it out once that ends', async () => {
    const ann = aViewer();
    const text = someText();
    const locked = await filed(documents, ann, text, {}, PROTECTED);
    const { token, row } = await granted(documents, ann, locked, new Date(now.getTime() + 600_000));
    const { url, excluded } = await bundle(ann, [locked], { grants: [{ documentId: locked.id, grant: token }] });
    expect(excluded).toEqual([]);
    expect((await contentsOf(url))['notes.txt']?.equals(text)).toBe(true);
    await documents.given((db) => db.query('UPDATE pin_grants SET revoked_at = $2 WHERE id = $1', [row.id, now]));
    expect(Object.keys(await contentsOf(url))).toEqual(['CONTENTS.txt']);
  });

  it('takes a reason of an administrator for what is a lead’s', async () => {
    const [owner, admin] = [aViewer(), aViewer('ADMIN')];
    const document = await documents.leadDocument(await documents.owned(owner, 'Lead'));
    await file(documents, document, someText());
    expect((await bundle(admin, [document])).excluded).toMatchObject([{ code: 'FORBIDDEN' }]);
    const { url } = await bundle(admin, [document], { reason: 'A court asked for it.' });
    expect(Object.keys(await contentsOf(url))).toEqual(['notes.txt', 'CONTENTS.txt']);
  });

  it('is had by its address alone, for five minutes, and not once its maker is locked out', async () => {
    const ann = aViewer();
    const { url } = await bundle(ann, [await filed(documents, ann)]);
    const address = url as string;
    for (const [changed, method] of [[address.replace(/.$/, address.endsWith('A') ? 'B' : 'A')], [address, 'POST']] as const)
      expect([401, 403, 404]).toContain((await ask(changed, { method })).status);
    documents.revocations.apply({ seq: 1, subjectId: ann.userId });
    expect((await ask(address)).status).toBe(403);
    const bob = aViewer();
    const { url: theirs } = await bundle(bob, [await filed(documents, bob)]);
    now = new Date(now.getTime() + 300_000);
    expect((await ask(theirs as string)).status).toBe(403);
    await documents.given((db) => db.query(`SELECT graphile_worker.enqueue_job('document_bundles.tidy', '{}', NULL, NULL)`));
    now = new Date(now.getTime() + 1_000);
    await documents.subgraph.runJobs();
    const [{ count }] = await documents.given((db) =>
      db.query('SELECT count(*)::int FROM document_bundles WHERE user_id = $1', [bob.userId]),
    );
    expect(count).toBe(0);
  });

  it('is made while it is sent: neither who reads slowly nor who goes away costs memory or places', async () => {
    const ann = aViewer();
    const large = await filed(documents, ann, Buffer.alloc(20_000_000, 'All work and no play. '));
    const photos = [large, await filed(documents, ann, Buffer.alloc(20_000_000, 'Dull boy. '))];
    const { url } = await bundle(ann, photos);
    const before = process.memoryUsage().rss;
    const { answer, ended } = await begin(url as string);
    await once(answer, 'readable');
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000); // both files are as much again
    answer.destroy();
    await ended;
    for (let n = 0; n < 13; n += 1) {
      const again = await begin(url as string);
      again.answer.destroy();
      await again.ended;
    }
    expect(Object.keys(await contentsOf(url))).toHaveLength(3);
  });

  it('is cut when the right to a file in it ends, though another one is on its way by then', async () => {
    const ann = aViewer();
    const locked = await filed(documents, ann, someText(), {}, PROTECTED);
    const large = await filed(documents, ann, someText(32 * 1024 * 1024));
    const { token, row } = await granted(documents, ann, locked, new Date(now.getTime() + 600_000));
    const { url } = await bundle(ann, [locked, large], { grants: [{ documentId: locked.id, grant: token }] });
    const { answer, ended } = await begin(url as string);
    await until(async () => (await logOf(large)).length === 1); // the small one has been read
    await documents.given((db) => db.query('UPDATE pin_grants SET revoked_at = $2 WHERE id = $1', [row.id, now]));
    await until(async () => (await logOf(locked)).some(({ success }: { success: boolean }) => !success));
    answer.resume(); // who reads nothing does not hear of the end
    expect(((await ended) as NodeJS.ErrnoException | undefined)?.code).toBe('ECONNRESET');
  });

  it('refuses nothing and too much', async () => {
    const ann = aViewer();
    for (const input of [
      { documentIds: [] },
      { documentIds: Array.from({ length: 101 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`) },
    ]) {
      const { errors } = await documents.ask(ann, CREATE, { input });
      expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    }
  });
});
