import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DocumentsContext } from '../src/context';
import { LocalStorage } from '../src/storage/local.storage';
import { Storages } from '../src/storage/storages';
import { EXPIRE_UPLOADS, uploadJobs } from '../src/upload/upload.jobs';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { ABORT, DEED, FINISH, put, START, sendAll, someText, start, UPLOAD, uploadAll } from './uploads.factory';

const LIMITS = { file: 200_000, person: 500_000 };
let documents: TestDocuments;
let folder: string;
let storage: LocalStorage;
let now = new Date();
// Storages are compared with whole tables.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plat-uploads-'));
  storage = new LocalStorage(folder);
  const parts = { storages: new Storages(storage), clock: () => now, limits: LIMITS };
  documents = await startTestDocuments({ database: await freshDatabase('documents'), ...parts });
});
afterAll(async () => {
  await documents.stop();
  await rm(folder, { recursive: true, force: true });
});

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const count = async (sql: string) => Number((await documents.given((db) => db.query(`SELECT count(*) FROM ${sql}`)))[0].count);
const usageOf = async (viewer: Viewer) =>
  (await documents.given((db) => db.query('SELECT used::int, reserved::int FROM storage_usages WHERE user_id = $1', [viewer.userId])))[0];
async function keys(): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of storage.keys()) found.push(key);
  return found;
}
async function contentOf(sha256: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = await documents.subgraph.work(aViewer(), ({ blobs }: DocumentsContext) => blobs.open(sha256));
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
/** What is kept besides of what was before, in rows and in bytes. */
async function left(work: () => Promise<unknown>): Promise<object> {
  const measure = async () => ({
    uploads: await count('upload_sessions'),
    parts: await count('upload_parts'),
    blobs: await count('blobs'),
    keys: (await keys()).length,
    documents: await count('documents'),
  });
  const before = await measure();
  await work();
  const after = await measure();
  return Object.fromEntries(
    Object.entries(after).flatMap(([what, many]) => (many === before[what as 'keys'] ? [] : [[what, many - before[what as 'keys']]])),
  );
}

describe('an upload', () => {
  it('in one part becomes a document with the very bytes, and says what it is', async () => {
    const [ann, file] = [aViewer(), someText()];
    const upload = await start(documents, ann, file, {
      fileName: 'a/../Schlüssel.TXT',
      comment: 'Signed.',
      document: { ...DEED, description: 'Old.' },
    });
    expect(upload).toMatchObject({ state: 'OPEN', fileName: 'a_.._Schlüssel.TXT', fileSize: 1_000, partSize: 1_000, document: null });
    const [sent] = await sendAll(upload, file);
    expect(sent).toEqual({ status: 200, body: { number: 1, size: 1_000, sha256: hashOf(file) } });
    const { data, errors } = await documents.ask(ann, FINISH, { id: upload.id, sha256: hashOf(file).toUpperCase() });
    expect(errors).toBeUndefined();
    const { id, ...rest } = data.finishUpload;
    expect(rest).toEqual({
      title: 'a_.._Schlüssel.TXT',
      fileName: 'a_.._Schlüssel.TXT',
      fileType: 'txt',
      fileSize: 1_000,
      mimeType: 'text/plain',
      currentVersionNumber: 1,
      duplicateOf: [],
      currentVersion: { hash: hashOf(file), comment: 'Signed.' },
    });
    expect((await contentOf(hashOf(file))).equals(file)).toBe(true);
    expect((await documents.ask(ann, UPLOAD, { id: upload.id })).data.upload).toMatchObject({ state: 'FINISHED', document: { id } });
    const log = await documents.given((db) =>
      db.query('SELECT action, success, version_number AS version, user_id AS "by" FROM document_access_logs WHERE document_id = $1', [id]),
    );
    expect(log).toEqual([{ action: 'UPLOAD', success: true, version: 1, by: ann.userId }]);
    expect(await usageOf(ann)).toEqual({ used: 1_000, reserved: 0 });
  });

  it('in parts, in any order and at once, is put together bit for bit, and leaves no part behind', async () => {
    const [ann, file] = [aViewer(), someText(100_000)];
    const grown = await left(async () => {
      const upload = await start(documents, ann, file, { partSize: 7_001 });
      expect(upload.parts).toHaveLength(15);
      expect((await sendAll(upload, file)).every(({ status }) => status === 200)).toBe(true);
      expect((await documents.ask(ann, FINISH, { id: upload.id })).data.finishUpload.fileSize).toBe(100_000);
    });
    expect(grown).toEqual({ uploads: 1, blobs: 1, keys: 1, documents: 1 });
    expect((await contentOf(hashOf(file))).equals(file)).toBe(true);
  });

  it('is resumed: it says which parts arrived, and a part that is sent again takes the place of what arrived', async () => {
    const [ann, file] = [aViewer(), someText(3_000)];
    const upload = await start(documents, ann, file, { partSize: 1_000 });
    await put(upload.parts[0]?.url ?? '', file.subarray(0, 1_000));
    await put(upload.parts[2]?.url ?? '', someText(1_000));
    expect(await documents.ask(ann, FINISH, { id: upload.id })).toMatchObject({
      errors: [{ extensions: { code: 'CONFLICT', missing: [2] } }],
    });
    const { parts } = (await documents.ask(ann, UPLOAD, { id: upload.id })).data.upload;
    expect(parts.map(({ arrivedAt }: { arrivedAt: string | null }) => arrivedAt !== null)).toEqual([true, false, true]);
    expect(parts[0].sha256).toBe(hashOf(file.subarray(0, 1_000)));
    expect(await left(() => put(parts[2].url, file.subarray(2_000)))).toEqual({});
    await put(parts[1].url, file.subarray(1_000, 2_000));
    const { data } = await documents.ask(ann, FINISH, { id: upload.id });
    expect(data.finishUpload.currentVersion.hash).toBe(hashOf(file));
  });

  it('adds the next version to a document, by whoever may edit it alone', async () => {
    const [ann, eve, file] = [aViewer(), aViewer(), someText()];
    const { id } = (await uploadAll(documents, ann, someText())).data.finishUpload;
    const input = { documentId: id, document: undefined };
    expect((await uploadAll(documents, ann, file, input)).data.finishUpload).toMatchObject({
      id,
      currentVersionNumber: 2,
      currentVersion: { hash: hashOf(file) },
    });
    const tried = await documents.ask(eve, START, { input: { documentId: id, fileName: 'a.txt', fileSize: 10 } });
    expect(code(tried)).toBe('NOT_FOUND');
  });

  it('asks for rights again when a part is sent, and when it is finished', async () => {
    const [ann, file] = [aViewer('AGENCY'), someText()];
    const exchangeId = await documents.participation(ann, { role: 'AGENCY', permissions: ['VIEW', 'UPLOAD'] });
    const input = { document: { origin: 'EXCHANGE', exchangeId } };
    const [one, other] = [await start(documents, ann, file, input), await start(documents, ann, file, input)];
    await sendAll(one, file);
    await documents.given((db) => db.query(`UPDATE access_grants SET permissions = '{VIEW}' WHERE subject_id = $1`, [exchangeId]));
    expect((await sendAll(other, file))[0]).toMatchObject({ status: 403, body: { errors: [{ extensions: { code: 'FORBIDDEN' } }] } });
    expect(code(await documents.ask(ann, FINISH, { id: one.id }))).toBe('FORBIDDEN');
    await documents.given((db) => db.query(`UPDATE access_grants SET permissions = '{VIEW,UPLOAD}' WHERE subject_id = $1`, [exchangeId]));
    expect((await documents.ask(ann, FINISH, { id: one.id })).data.finishUpload.fileSize).toBe(1_000);
  });

  it('takes nothing of somebody whose rights were revoked', async () => {
    const [ann, file] = [aViewer(), someText()];
    const upload = await start(documents, ann, file);
    documents.revocations.apply({ seq: 9, subjectId: ann.userId });
    expect((await sendAll(upload, file))[0]?.status).toBe(401);
  });

  it('names documents with the same content that the viewer may see, and no other', async () => {
    const [ann, bob, file] = [aViewer(), aViewer(), someText()];
    const { id: mine } = (await uploadAll(documents, ann, file)).data.finishUpload;
    const { id: protectedOne } = (await uploadAll(documents, ann, file)).data.finishUpload;
    await documents.given((db) => db.query(`UPDATE documents SET pin_protected = true, pin_hash = 'x' WHERE id = $1`, [protectedOne]));
    expect((await uploadAll(documents, bob, file)).data.finishUpload.duplicateOf).toEqual([]);
    const again = (await uploadAll(documents, ann, file)).data.finishUpload;
    expect(again.duplicateOf).toEqual([{ id: mine }]);
    expect(await count(`blobs WHERE sha256 = '${hashOf(file)}'`)).toBe(1);
    const read = () =>
      documents.ask(ann, 'query ($filter: DocumentFilter) { documents(filter: $filter) { edges { node { duplicateOf { id } } } } }', {
        filter: { id: { in: [mine, again.id] } },
      });
    expect(await documents.statementsOf(read)).toHaveLength(3);
  });
});

describe('an upload is refused', () => {
  const faults = (input: object) =>
    documents.ask(aViewer(), START, { input: { document: DEED, fileName: 'a.txt', fileSize: 10, ...input } });

  it.each([
    ['without a target', { document: null }, 'input.document'],
    ['with two targets', { documentId: randomUUID() }, 'input.document'],
    ['with a name that is not taken', { fileName: 'a.exe' }, 'input.fileName'],
    ['with nothing in it', { fileSize: 0 }, 'input.fileSize'],
    ['one byte over the cap', { fileSize: LIMITS.file + 1 }, 'input.fileSize'],
    ['in too many parts', { fileSize: 10_000, partSize: 9 }, 'input.partSize'],
    ['with details that a document may not have', { document: { origin: 'LEAD' } }, 'input.document.leadId'],
  ])('%s', async (_name, input, path) => {
    const { errors } = await faults(input);
    expect(Object.keys(errors?.[0]?.extensions?.fields ?? {})).toContain(path);
  });

  it('with another hash; what arrived may be replaced', async () => {
    const [ann, file] = [aViewer(), someText()];
    for (const partSize of [1_000, 400]) {
      const upload = await start(documents, ann, file, { partSize });
      await sendAll(upload, file);
      expect(
        await left(async () =>
          expect(code(await documents.ask(ann, FINISH, { id: upload.id, sha256: hashOf(someText()) }))).toBe('BAD_USER_INPUT'),
        ),
      ).toEqual({});
      expect((await documents.ask(ann, FINISH, { id: upload.id, sha256: hashOf(file) })).errors).toBeUndefined();
    }
  });

  it.each([
    ['what is not what its name says', 'a.pdf', someText()],
    ['a program', 'a.txt', Buffer.from('MZ\x90\0 and more', 'latin1')],
  ])('for %s, at its first bytes', async (_name, fileName, file) => {
    const ann = aViewer();
    const grown = await left(async () => {
      const upload = await start(documents, ann, file, { fileName });
      expect((await sendAll(upload, file))[0]).toMatchObject({ status: 400 });
      await documents.ask(ann, ABORT, { id: upload.id });
    });
    expect(grown).toEqual({});
  });

  it('for what shows itself in the whole alone, of which nothing is left', async () => {
    const [ann, file] = [aViewer(), Buffer.concat([someText(1_500), Buffer.alloc(1)])];
    for (const partSize of [file.length, 1_000])
      expect(
        await left(async () => {
          expect(await uploadAll(documents, ann, file, { partSize })).toMatchObject({
            errors: [{ extensions: { reason: 'TYPE_MISMATCH' } }],
          });
        }),
      ).toEqual({});
    expect(await usageOf(ann)).toEqual({ used: 0, reserved: 0 });
  });
});

describe('the address of a part', () => {
  const file = someText();
  const begun = async (viewer = aViewer()) => {
    const upload = await start(documents, viewer, file);
    return { viewer, upload, url: upload.parts[0]?.url ?? '' };
  };

  it('counts once, whether what was sent arrived or not', async () => {
    const { upload, url, viewer } = await begun();
    expect((await put(url, file)).status).toBe(200);
    expect((await put(url, file)).status).toBe(403);
    const again = (await documents.ask(viewer, UPLOAD, { id: upload.id })).data.upload.parts[0].url;
    const both = await Promise.all([put(again, file), put(again, file)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
  });

  it('is refused when anything about it or its use is another', async () => {
    const { url } = await begun();
    const { url: other } = await begun();
    const query = url.slice(url.indexOf('?'));
    const origin = new URL(url).origin;
    const spellings: [string, object?][] = [
      [url, { method: 'POST' }],
      [url, { method: 'GET' }],
      [url.replace('/1?', '/2?')],
      [other.slice(0, other.indexOf('?')) + query],
      [`${url}&x=1`],
      [url.replace('/upload/', '/upload%2F')],
      [url.replace('/upload/', '/%75pload/')],
      [url.replace('/upload/', '/upload%252F')],
      [url.replace('signature=', 'signature=%2B')],
      [`${origin}/upload/${randomUUID()}/1${query}`],
      [url.slice(0, -1) + (url.endsWith('A') ? 'B' : 'A')],
    ];
    for (const [spelling, sent] of spellings) {
      const { status } = await put(spelling, file, { headers: { 'content-length': file.length }, ...sent });
      expect([spelling, [401, 403, 404].includes(status)]).toEqual([spelling, true]);
    }
    for (const length of [file.length - 1, file.length + 1]) expect((await put(url, Buffer.alloc(length, 'a'))).status).toBe(403);
    expect((await put(url, file, { headers: { 'content-length': file.length, 'content-type': 'application/x-msdownload' } })).status).toBe(
      200,
    );
  });

  it('counts for five minutes', async () => {
    const { url } = await begun();
    now = new Date(now.getTime() + 300_000);
    expect((await put(url, file)).status).toBe(403);
  });

  it.each([
    ['one byte less', () => Readable.from([file.subarray(1)]), 400],
    ['one byte more', () => Readable.from([file, Buffer.from('x')]), 413],
    [
      'no end',
      () =>
        Readable.from(
          (function* () {
            for (;;) yield file;
          })(),
        ),
      413,
    ],
    ['nothing', () => Readable.from([]), 400],
  ])('takes in chunks what it says, and not %s', async (_name, body, status) => {
    const { url, upload, viewer } = await begun();
    expect(
      await left(async () =>
        expect([status, 0]).toContain((await put(url, body(), { headers: { 'transfer-encoding': 'chunked' } })).status),
      ),
    ).toEqual({});
    const { url: fresh } = (await documents.ask(viewer, UPLOAD, { id: upload.id })).data.upload.parts[0];
    expect((await put(fresh, Readable.from([file]), { headers: { 'transfer-encoding': 'chunked' } })).status).toBe(200);
  });

  it('leaves nothing of a body that ends before its length', async () => {
    const { url } = await begun();
    const before = (await keys()).length;
    const sent = request(url, { method: 'PUT', headers: { 'content-length': file.length } }).on('error', () => undefined);
    sent.write(file.subarray(0, 500));
    while ((await keys()).length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    sent.destroy();
    while ((await keys()).length > before) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await count(`upload_parts WHERE upload_id = '${new URL(url).pathname.split('/')[2]}'`)).toBe(0);
  });
});

describe('a form of many parts', () => {
  const parts = (count: number, end = '') =>
    Buffer.from(`${'--b\r\nContent-Disposition: form-data; name="a[a][a]"; filename="x"\r\n\r\nx\r\n'.repeat(count)}${end}`);
  const headers = (body: Buffer) => ({ 'content-type': 'multipart/form-data; boundary=b', 'content-length': body.length });

  it.each([
    ['without an end', parts(1)],
    ['of ten thousand parts', parts(10_000, '--b--')],
    [
      'whose names are a thousand levels deep',
      Buffer.from(
        parts(1, '--b--')
          .toString()
          .replace('a[a][a]', `a${'[a]'.repeat(1_000)}`),
      ),
    ],
  ])('%s is nothing that is read, and the service goes on', async (_name, body) => {
    const url = await documents.listen();
    for (const path of ['/graphql', '/upload', `/upload/${randomUUID()}/1`])
      for (const method of ['POST', 'PUT'])
        expect([400, 401, 403, 404, 415]).toContain((await put(`${url}${path}`, body, { method, headers: headers(body) })).status);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('is the content of a part, and no form, where it is sent to an address', async () => {
    const [ann, body] = [aViewer(), parts(3, '--b--')];
    const upload = await start(documents, ann, body);
    expect((await put(upload.parts[0]?.url ?? '', body, { headers: headers(body) })).body.sha256).toBe(hashOf(body));
    expect((await documents.ask(ann, FINISH, { id: upload.id })).data.finishUpload.fileSize).toBe(body.length);
  });
});

describe('the end of an upload', () => {
  const file = someText();

  it('comes once: of two at the same time one is told of the conflict, and there is one document', async () => {
    const ann = aViewer();
    const upload = await start(documents, ann, file);
    expect(code(await documents.ask(ann, FINISH, { id: upload.id }))).toBe('CONFLICT');
    await sendAll(upload, file);
    const grown = await left(async () => {
      const both = await Promise.all([1, 2].map(() => documents.ask(ann, FINISH, { id: upload.id })));
      expect(both.map(code).sort()).toEqual(['CONFLICT', undefined]);
    });
    expect(grown).toMatchObject({ documents: 1 });
    for (const query of [FINISH, ABORT]) expect(code(await documents.ask(ann, query, { id: upload.id }))).toBe('CONFLICT');
    const late = (await documents.ask(ann, UPLOAD, { id: upload.id })).data.upload.parts[0];
    expect(late.url).toBeNull();
  });

  it('may be that it is given up, which leaves nothing; nobody else ends it', async () => {
    const [ann, eve] = [aViewer(), aViewer()];
    const grown = await left(async () => {
      const upload = await start(documents, ann, file, { partSize: 400 });
      await sendAll(upload, file);
      for (const query of [FINISH, ABORT]) expect(code(await documents.ask(eve, query, { id: upload.id }))).toBe('NOT_FOUND');
      expect((await documents.ask(eve, UPLOAD, { id: upload.id })).data.upload).toBeNull();
      expect((await documents.ask(ann, '{ uploads { id } }')).data.uploads).toEqual([{ id: upload.id }]);
      expect((await documents.ask(ann, ABORT, { id: upload.id })).data.abortUpload).toBe(true);
      expect(code(await documents.ask(ann, ABORT, { id: upload.id }))).toBe('NOT_FOUND');
    });
    expect(grown).toEqual({});
    expect(await usageOf(ann)).toEqual({ used: 0, reserved: 0 });
  });

  it('comes by itself after a day, which leaves nothing of what was not finished', async () => {
    const ann = aViewer();
    const grown = await left(async () => {
      const upload = await start(documents, ann, file, { partSize: 400 });
      await sendAll(upload, file);
      now = new Date(now.getTime() + 24 * 3_600_000);
      expect(code(await documents.ask(ann, FINISH, { id: upload.id }))).toBe('CONFLICT');
      const job = uploadJobs({ storages: new Storages(storage), clock: () => now }).tasks[EXPIRE_UPLOADS];
      const asSystem = (work: never) => documents.subgraph.work(ann, ({ scope }: DocumentsContext) => scope.asSystem(work));
      await job?.({}, { asSystem, signal: new AbortController().signal } as never);
    });
    expect(grown).toMatchObject({ uploads: expect.any(Number) });
    expect(await count('upload_parts')).toBe(0);
    expect(await usageOf(ann)).toEqual({ used: 0, reserved: 0 });
  });

  it('is taken over from a process that was killed while it finished', async () => {
    const ann = aViewer();
    const upload = await start(documents, ann, file);
    await sendAll(upload, file);
    const lease = new Date(now.getTime() + 600_000);
    await documents.given((db) =>
      db.query(`UPDATE upload_sessions SET state = 'FINISHING', leased_until = $2 WHERE id = $1`, [upload.id, lease]),
    );
    for (const query of [FINISH, ABORT]) expect(code(await documents.ask(ann, query, { id: upload.id }))).toBe('CONFLICT');
    now = lease;
    expect((await documents.ask(ann, FINISH, { id: upload.id })).errors).toBeUndefined();
  });
});

describe('the space of a person', () => {
  it('holds exactly, whoever races for the last byte, and is given back', async () => {
    const ann = aViewer();
    const starts = (fileSize: number) => documents.ask(ann, START, { input: { document: DEED, fileName: 'a.txt', fileSize } });
    for (const size of [200_000, 200_000, 99_999]) expect((await starts(size)).errors).toBeUndefined();
    const raced = await Promise.all([1, 2, 3, 4].map(() => starts(1)));
    expect(raced.map(code).sort()).toEqual(['LIMIT', 'LIMIT', 'LIMIT', undefined]);
    expect(await usageOf(ann)).toEqual({ used: 0, reserved: 500_000 });
    const { uploads } = (await documents.ask(ann, '{ uploads { id fileSize } }')).data;
    await documents.ask(ann, ABORT, { id: uploads.find((one: { fileSize: number }) => one.fileSize === 99_999).id });
    expect((await starts(99_999)).errors).toBeUndefined();
    expect(code(await starts(1))).toBe('LIMIT');
    expect(
      (await documents.ask(aViewer(), START, { input: { document: DEED, fileName: 'a.txt', fileSize: 200_000 } })).errors,
    ).toBeUndefined();
  });

  it('is taken by what was added, each time, and freed with it', async () => {
    const [ann, file] = [aViewer(), someText()];
    const { id } = (await uploadAll(documents, ann, file)).data.finishUpload;
    await uploadAll(documents, ann, file, { documentId: id, document: undefined });
    expect(await usageOf(ann)).toEqual({ used: 2_000, reserved: 0 });
    const versions: { id: string }[] = await documents.given((db) =>
      db.query('SELECT id FROM document_versions WHERE document_id = $1', [id]),
    );
    for (const { id: version } of versions)
      await documents.subgraph.work(ann, ({ scope, blobs }: DocumentsContext) =>
        scope.asSystem((db) => blobs.release(db, 'DocumentVersion', version)),
      );
    expect(await usageOf(ann)).toEqual({ used: 0, reserved: 0 });
  });

  it('has a hundred files on their way at most', async () => {
    const ann = aViewer();
    const starts = () => documents.ask(ann, START, { input: { document: DEED, fileName: 'a.txt', fileSize: 1 } });
    const answers = await Promise.all(Array.from({ length: 101 }, starts));
    expect(answers.filter((answer) => code(answer) === 'LIMIT')).toHaveLength(1);
  });
});

describe('events of uploads', () => {
  it('tell of the beginning and of the end, and what they made tells of itself', async () => {
    const [ann, file] = [aViewer(), someText()];
    const upload = await start(documents, ann, file);
    await documents.ask(ann, ABORT, { id: upload.id });
    const { id } = (await uploadAll(documents, ann, file)).data.finishUpload;
    const types = async (subject: string) =>
      (await documents.given((db) => db.query('SELECT type FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [subject]))).map(
        ({ type }: { type: string }) => type,
      );
    expect(await types(upload.id)).toEqual(['upload.started', 'upload.aborted']);
    expect(await types(id)).toContain('document.created');
  });
});
