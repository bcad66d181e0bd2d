import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { aViewer } from '@plat/shared/testing/viewers';
import { LOOK_INTO } from '../src/file-worker/look-into';
import { LocalStorage } from '../src/storage/local.storage';
import { Storages } from '../src/storage/storages';
import { bringBytes, type GivenFile, giveFile } from './document-texts.factory';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { aPdf } from './files.factory';

let folder: string;
let storages: Storages;
let documents: TestDocuments;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plat-texts-'));
  storages = new Storages(new LocalStorage(folder));
  documents = await startTestDocuments({ storages });
});
afterAll(async () => {
  await documents.stop();
  await rm(folder, { recursive: true, force: true });
});

const me = aViewer();
const version = async (bytes: Buffer, mimeType: string, more: Partial<GivenFile> = {}) =>
  giveFile(documents, storages, await documents.document(me), { bytes, mimeType, ...more });
const textOf = async (versionId: string) => {
  const [row] = await documents.given((db) =>
    db.query('SELECT state, content, reason, attempts FROM document_texts WHERE version_id = $1', [versionId]),
  );
  return row as { state: string; content: string | null; reason: string | null; attempts: number };
};
/** Lets the minute pass after which it is tried again. */
const due = (versionId: string) =>
  documents.given((db) => db.query('UPDATE document_texts SET leased_until = NULL WHERE version_id = $1', [versionId]));
/** What the schedule does each minute. */
const lookInto = async () => {
  await documents.given((db) => enqueueJob(db, LOOK_INTO, {}));
  await documents.subgraph.runJobs();
};

describe('the text of a version', () => {
  it('is read after it was added, and found', async () => {
    const id = await version(await aPdf(['The covenant runs with the land.']), 'application/pdf');
    expect(await textOf(id)).toMatchObject({ state: 'PENDING', content: null });
    await documents.subgraph.runJobs();
    expect(await textOf(id)).toMatchObject({ state: 'DONE', content: 'The covenant runs with the land.' });
    const { data } = await documents.ask(
      me,
      '{ searchDocuments(query: "covenants") { totalCount edges { node { snippet { parts { text } } } } } }',
    );
    expect(data.searchDocuments.totalCount).toBe(1);
    expect(data.searchDocuments.edges[0].node.snippet.parts).toContainEqual({ text: 'covenant' });
  });

  it.each([
    ['plain text', Buffer.from('a,b\n1,2'), 'text/csv; charset=utf-8', { state: 'DONE', content: 'a,b\n1,2' }],
    ['HTML', Buffer.from('<p>One</p><script>two</script>'), 'text/html', { state: 'DONE', content: 'One' }],
    ['blanks', Buffer.from(' \n '), 'text/plain', { state: 'EMPTY', content: null }],
    ['a picture', Buffer.from('x'), 'image/png', { state: 'SKIPPED', reason: 'NOT_TEXT' }],
    ['a drawing', Buffer.from('<svg/>'), 'image/svg+xml', { state: 'SKIPPED', reason: 'NOT_TEXT' }],
    ['what is broken', Buffer.from('%PDF-'), 'application/pdf', { state: 'FAILED', reason: 'MALFORMED' }],
  ])('is what there is of %s', async (_, bytes, mimeType, expected) => {
    const id = await version(bytes, mimeType);
    await documents.subgraph.runJobs();
    expect(await textOf(id)).toMatchObject(expected);
  });

  it('is not read out of what is too large', async () => {
    const id = await version(Buffer.from('%PDF-'), 'application/pdf', { size: 64 * 1024 * 1024 + 1 });
    await documents.subgraph.runJobs();
    expect(await textOf(id)).toMatchObject({ state: 'SKIPPED', reason: 'TOO_LARGE' });
  });

  it('is read again when the storage answers again', async () => {
    const bytes = Buffer.from('late words');
    const id = await version(bytes, 'text/plain', { isMissing: true });
    await documents.subgraph.runJobs();
    expect(await textOf(id)).toMatchObject({ state: 'PENDING', attempts: 0 });
    await bringBytes(documents, storages, bytes);
    await lookInto();
    expect(await textOf(id)).toMatchObject({ state: 'PENDING' });
    await due(id);
    await lookInto();
    expect(await textOf(id)).toMatchObject({ state: 'DONE', content: 'late words' });
  });

  it('is given up when those who read it died of it three times', async () => {
    const id = await version(Buffer.from('poison'), 'text/plain');
    await documents.given((db) => db.query('UPDATE document_texts SET attempts = 3 WHERE version_id = $1', [id]));
    await documents.subgraph.runJobs();
    expect(await textOf(id)).toMatchObject({ state: 'FAILED', reason: 'CRASHED' });
  });

  it('is read once, however often it is asked for, and after a crash by whoever looks for what was forgotten', async () => {
    const id = await version(Buffer.from('forgotten words'), 'text/plain');
    await documents.given((db) => db.query('DELETE FROM graphile_worker._private_jobs WHERE key = $1', [`${LOOK_INTO}:${id}`]));
    await lookInto();
    expect(await textOf(id)).toMatchObject({ state: 'DONE', content: 'forgotten words' });
    await documents.given((db) => db.query('UPDATE document_texts SET content = $2 WHERE version_id = $1', [id, 'kept']));
    await lookInto();
    expect(await textOf(id)).toMatchObject({ content: 'kept' });
  });
});
