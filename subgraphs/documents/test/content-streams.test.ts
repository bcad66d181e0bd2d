import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { OpenStreams, STREAM_BOUNDS } from '../src/content/open-streams';
import type { Document } from '../src/document/document.entity';
import { ask, begin, file, filed, granted, PROTECTED, until, urlFor } from './content.factory';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { WatchedStorage } from './watched-storage';

/** More than all that lies between a reader who reads nothing and us can hold. */
const LARGE = Buffer.from(randomBytes(16 * 1024 * 1024).toString('hex'));
const EACH = 3;

const folder = mkdtempSync(join(tmpdir(), 'plat-streams-'));
const storage = new WatchedStorage(folder);
const streams = new OpenStreams({ ...STREAM_BOUNDS, each: EACH });
let documents: TestDocuments;
let ann: Viewer;
beforeAll(async () => {
  documents = await startTestDocuments({ storages: storage.storages, streams });
});
afterAll(async () => {
  await documents.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  ann = aViewer();
});

const large = (values = {}) => filed(documents, ann, LARGE, {}, values);
const sql = (text: string, ...values: unknown[]) => documents.given((db) => db.query(text, values));
/** Of the reading that began last. */
const last = () => storage.readings.at(-1) as (typeof storage.readings)[number];
const why = async (document: Document) =>
  (await sql('SELECT error_message AS why FROM document_access_logs WHERE document_id = $1 AND NOT success', document.id)).map(
    (row: { why: string }) => row.why,
  );
/** A download of which nothing is read, until something ends it. */
const cutBy = async (url: string, end: () => unknown): Promise<void> => {
  const { answer, ended } = await begin(url);
  expect(answer.statusCode).toBe(200);
  await end();
  await until(() => last().stream.destroyed && streams.size === 0);
  answer.resume(); // who reads nothing does not even hear of the end
  const error = (await ended) as NodeJS.ErrnoException | undefined;
  expect([error?.code, answer.complete]).toEqual(['ECONNRESET', false]);
  expect(last().taken).toBeLessThan(LARGE.length);
};

describe('a stream that goes on', () => {
  it('is cut when its reader loses the role that let them read', async () => {
    const exchangeId = await documents.participation(ann, { role: 'CLIENT', permissions: ['VIEW'] });
    const paper = await documents.exchangeDocument(exchangeId);
    await file(documents, paper, LARGE);
    await cutBy(await urlFor(documents, ann, paper), () =>
      sql('UPDATE access_grants SET is_active = false WHERE subject_id = $1', exchangeId),
    );
    expect(await why(paper)).toEqual(['NOT_FOUND']);
  });

  it('is cut when the document goes to the trash', async () => {
    const deed = await large();
    await cutBy(await urlFor(documents, ann, deed), () => sql('UPDATE documents SET trashed_at = now() WHERE id = $1', deed.id));
  });

  it('is cut when its reader signs out', async () => {
    const deed = await large();
    await cutBy(await urlFor(documents, ann, deed), () =>
      documents.revocations.apply({ seq: 1, subjectId: ann.identity.sessionId as string }),
    );
  });

  it('is cut when the PIN is another one, when the grant is taken back, and when it ends', async () => {
    const ends = [
      ['UPDATE documents SET pin_version = pin_version + 1 WHERE id = $1'],
      ['UPDATE pin_grants SET revoked_at = now() WHERE document_id = $1'],
      [`UPDATE pin_grants SET created_at = now() - interval '11 minutes', expires_at = now() - interval '1 minute' WHERE document_id = $1`],
    ];
    for (const [end] of ends) {
      const deed = await large(PROTECTED);
      const { token } = await granted(documents, ann, deed, new Date(Date.now() + 600_000));
      await cutBy(await urlFor(documents, ann, deed, { grant: token }), () => sql(end as string, deed.id));
      expect(await why(deed)).toEqual(['PIN_REQUIRED']);
    }
  });

  it('is cut when a PIN is set, and while nobody knows what was revoked where there is one', async () => {
    const deed = await large();
    await cutBy(await urlFor(documents, ann, deed), () =>
      sql(`UPDATE documents SET pin_protected = true, pin_hash = 'x', pin_version = 1 WHERE id = $1`, deed.id),
    );
    const { token } = await granted(documents, ann, deed, new Date(Date.now() + 600_000));
    await cutBy(await urlFor(documents, ann, deed, { grant: token }), () => documents.revocations.lose());
    documents.revocations.confirm(1);
  });

  it('takes as much from the storage as its reader takes, and gives the file back when the reader goes', async () => {
    const { answer, ended } = await begin(await urlFor(documents, ann, await large()));
    const { stream } = last();
    let before = -1;
    await until(async () => {
      const isStill = last().taken === before;
      before = last().taken;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return isStill;
    });
    expect(last().taken).toBeLessThan(LARGE.length / 2);
    expect([stream.destroyed, stream.readableLength < 1024 * 1024]).toEqual([false, true]);
    answer.destroy();
    await ended;
    await until(() => stream.destroyed && streams.size === 0);
  });

  it('is one of so many for one person, whatever others do', async () => {
    const deed = await large();
    const url = await urlFor(documents, ann, deed);
    const open = await Promise.all(Array.from({ length: EACH }, () => begin(url)));
    const refused = await ask(url);
    expect([refused.status, refused.code, refused.headers['content-type']]).toEqual([
      429,
      'RATE_LIMITED',
      'application/json; charset=utf-8',
    ]);
    const bob = aViewer();
    expect((await ask(await urlFor(documents, bob, await filed(documents, bob)))).status).toBe(200);
    for (const { answer } of open) answer.destroy();
    await until(() => streams.size === 0);
    expect((await ask(url, { headers: { range: 'bytes=0-9' } })).status).toBe(206);
  });

  it('notes how many bytes have left', async () => {
    const deed = await large();
    const url = await urlFor(documents, ann, deed);
    for (const range of ['bytes=0-999', 'bytes=1000-2999']) await ask(url, { headers: { range } });
    await until(async () => (await sql('SELECT bytes FROM downloads WHERE document_id = $1', deed.id))[0].bytes === '3000');
  });

  it('does not keep the service from ending', async () => {
    const { answer, ended } = await begin(await urlFor(documents, ann, await large()));
    await documents.stop();
    answer.resume();
    expect(await ended).toBeDefined();
    documents = await startTestDocuments({ storages: storage.storages });
  });
});
