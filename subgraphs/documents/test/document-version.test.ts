import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { addDocument, addVersion, type Context, someBytes } from './versions.factory';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments();
});
afterAll(() => documents.stop());

const VERSIONS = `query ($id: ID!, $first: Int, $after: String, $orderBy: DocumentVersionOrder! = NUMBER_DESC, $filter: DocumentVersionFilter) {
  document(id: $id) { currentVersionNumber fileName fileType fileSize mimeType version
    currentVersion { versionNumber hash }
    versions(first: $first, after: $after, orderBy: $orderBy, filter: $filter) { totalCount pageInfo { hasNextPage endCursor }
      edges { node { id versionNumber size hash mimeType fileName origin restoredFrom comment createdBy { id } document { id } } } } } }`;
const RESTORE = `mutation ($documentId: ID!, $number: Int!, $version: Int) {
  restoreDocumentVersion(documentId: $documentId, number: $number, version: $version) {
  version currentVersion { versionNumber hash origin restoredFrom } } }`;
const COMPARE = `query ($id: ID!, $from: Int!, $to: Int!) { compareDocumentVersions(documentId: $id, from: $from, to: $to) {
  from { versionNumber } to { versionNumber } sameContent sizeDifference differences { field from to } } }`;
const REFERENCE = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on DocumentVersion { versionNumber } } }';
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const versionsOf = async (viewer: Viewer, id: string, variables: object = {}) => {
  const { data, errors } = await documents.ask(viewer, VERSIONS, { id, ...variables });
  expect(errors).toBeUndefined();
  return data.document;
};

describe('versions of a document', () => {
  it('begin with the file that it was made with, and say what it has', async () => {
    const ann = aViewer();
    const blob = await someBytes(documents, ann);
    const { id } = await addDocument(documents, ann, { blob, comment: 'Signed.' });
    expect(await versionsOf(ann, id)).toMatchObject({
      currentVersionNumber: 1,
      fileName: 'deed.txt',
      fileType: 'txt',
      fileSize: 1_000,
      currentVersion: { versionNumber: 1, hash: blob.sha256 },
      versions: {
        totalCount: 1,
        edges: [
          {
            node: {
              versionNumber: 1,
              size: 1_000,
              hash: blob.sha256,
              mimeType: 'text/plain',
              fileName: 'deed.txt',
              origin: 'USER',
              restoredFrom: null,
              comment: 'Signed.',
              createdBy: { id: ann.userId },
              document: { id },
            },
          },
        ],
      },
    });
  });

  it('are added one by one; the document says of its file what the last one says, and is another one than before', async () => {
    const ann = aViewer();
    const { id } = await addDocument(documents, ann);
    const blob = await someBytes(documents, ann, 2_000);
    const added = await addVersion(documents, ann, { id }, { blob, fileName: 'deed v2.DOCX', mimeType: 'application/msword' });
    expect(added).toMatchObject({ versionNumber: 2, createdById: ann.userId });
    expect(await versionsOf(ann, id)).toMatchObject({
      version: 2,
      currentVersionNumber: 2,
      fileName: 'deed v2.DOCX',
      fileType: 'docx',
      fileSize: 2_000,
      mimeType: 'application/msword',
      currentVersion: { versionNumber: 2, hash: blob.sha256 },
    });
    const kept = await documents.given((db) =>
      db.query('SELECT version_number, file_path, blob_sha256 FROM documents WHERE id = $1', [id]),
    );
    expect(kept).toEqual([{ version_number: 2, file_path: `sha256/${blob.sha256}`, blob_sha256: blob.sha256 }]);
    const events = await documents.given((db) =>
      db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1', [added.id]),
    );
    expect(events).toMatchObject([
      { type: 'document_version.created', actor_user_id: ann.userId, payload: { new: { version_number: 2, path: '[redacted]' } } },
    ]);
    expect(JSON.stringify(events)).not.toContain('sha256/');
  });

  it('begin at 1 for a document whose original lies elsewhere, which has none until then', async () => {
    const ann = aViewer();
    const { id } = await documents.document(ann);
    expect(await versionsOf(ann, id)).toMatchObject({ currentVersion: null, versions: { totalCount: 0 } });
    expect(await addVersion(documents, ann, { id })).toMatchObject({ versionNumber: 1 });
    expect(await versionsOf(ann, id)).toMatchObject({ currentVersionNumber: 1, currentVersion: { versionNumber: 1 } });
  });

  it('get consecutive numbers when 20 are added at once', async () => {
    const ann = aViewer();
    const { id } = await addDocument(documents, ann);
    const added = await Promise.all(Array.from({ length: 20 }, () => addVersion(documents, ann, { id })));
    const numbers = added.map(({ versionNumber }) => versionNumber).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    expect(await versionsOf(ann, id)).toMatchObject({ currentVersionNumber: 21, versions: { totalCount: 21 } });
  });

  it('are brought back as the next version, with the same hash, unless the document is another one by now', async () => {
    const ann = aViewer();
    const blob = await someBytes(documents, ann);
    const { id } = await addDocument(documents, ann, { blob });
    await addVersion(documents, ann, { id });
    const { data, errors } = await documents.ask(ann, RESTORE, { documentId: id, number: 1, version: 2 });
    expect(errors).toBeUndefined();
    expect(data.restoreDocumentVersion).toEqual({
      version: 3,
      currentVersion: { versionNumber: 3, hash: blob.sha256, origin: 'RESTORE', restoredFrom: 1 },
    });
    expect(await versionsOf(ann, id)).toMatchObject({ currentVersionNumber: 3, currentVersion: { hash: blob.sha256 } });
    const places = await documents.given((db) =>
      db.query('SELECT path FROM document_versions WHERE document_id = $1 AND version_number = 3', [id]),
    );
    expect(places).toEqual([{ path: `sha256/${blob.sha256}` }]);
    expect(code(await documents.ask(ann, RESTORE, { documentId: id, number: 4 }))).toBe('NOT_FOUND');
    expect(code(await documents.ask(ann, RESTORE, { documentId: id, number: 1, version: 2 }))).toBe('CONFLICT');
    expect(code(await documents.ask(aViewer(), RESTORE, { documentId: id, number: 1 }))).toBe('NOT_FOUND');
    expect(code(await documents.ask(aViewer('ADMIN'), RESTORE, { documentId: id, number: 1 }))).toBe('FORBIDDEN');
    expect(await versionsOf(ann, id)).toMatchObject({ currentVersionNumber: 3 });
  });

  it('are compared by what is known of them', async () => {
    const ann = aViewer();
    const { id } = await addDocument(documents, ann);
    const blob = await someBytes(documents, ann, 400);
    await addVersion(documents, ann, { id }, { blob, fileName: 'plain.csv', mimeType: 'text/csv', comment: 'Plain.' });
    const { data } = await documents.ask(ann, COMPARE, { id, from: 1, to: 2 });
    expect(data.compareDocumentVersions).toMatchObject({
      from: { versionNumber: 1 },
      to: { versionNumber: 2 },
      sameContent: false,
      sizeDifference: -600,
    });
    expect(data.compareDocumentVersions.differences.map(({ field }: { field: string }) => field)).toEqual([
      'fileName',
      'mimeType',
      'size',
      'hash',
      'comment',
      'createdAt',
    ]);
    const same = await documents.ask(ann, COMPARE, { id, from: 2, to: 2 });
    expect(same.data.compareDocumentVersions).toMatchObject({ sameContent: true, sizeDifference: 0, differences: [] });
    for (const [viewer, variables] of [
      [ann, { id, from: 1, to: 3 }],
      [ann, { id: randomUUID(), from: 1, to: 2 }],
      [ann, { id: 'x', from: 1, to: 2 }],
      [aViewer(), { id, from: 1, to: 2 }],
    ] as const)
      expect(code(await documents.ask(viewer, COMPARE, variables))).toBe('NOT_FOUND');
  });

  it('are read by whoever reads the document: by reference, page by page and by origin', async () => {
    const ann = aViewer();
    const { id } = await addDocument(documents, ann);
    for (const _ of [2, 3]) await addVersion(documents, ann, { id });
    await documents.ask(ann, RESTORE, { documentId: id, number: 2 });
    const first = (await versionsOf(ann, id, { first: 2 })).versions;
    const numbers = (page: { edges: { node: { versionNumber: number } }[] }) => page.edges.map(({ node }) => node.versionNumber);
    expect(numbers(first)).toEqual([4, 3]);
    expect(numbers((await versionsOf(ann, id, { first: 2, after: first.pageInfo.endCursor })).versions)).toEqual([2, 1]);
    expect(numbers((await versionsOf(ann, id, { orderBy: 'NUMBER_ASC' })).versions)).toEqual([1, 2, 3, 4]);
    expect(numbers((await versionsOf(ann, id, { filter: { origin: ['RESTORE'] } })).versions)).toEqual([4]);
    const refs = [{ __typename: 'DocumentVersion', id: first.edges[0].node.id }];
    for (const [viewer, found] of [
      [ann, { versionNumber: 4 }],
      [aViewer('ADMIN'), { versionNumber: 4 }],
      [aViewer(), null],
    ] as const)
      expect((await documents.ask(viewer, REFERENCE, { refs })).data._entities).toEqual([found]);
  });

  it('of several documents are read by one statement each for the pages and for the current ones', async () => {
    const ann = aViewer();
    for (const _ of [1, 2, 3]) await addDocument(documents, ann);
    const query = `{ documents { edges { node { currentVersion { versionNumber } versions { edges { node { versionNumber } } } } } } }`;
    expect(await documents.statementsOf(() => documents.ask(ann, query))).toHaveLength(3);
  });

  it('are not added by whoever may not edit the document', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const { id } = await addDocument(documents, ann);
    await expect(addVersion(documents, bob, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(addVersion(documents, aViewer('ADMIN'), { id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(addVersion(documents, ann, { id }, { fileName: 'x'.repeat(256) })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(await versionsOf(ann, id)).toMatchObject({ currentVersionNumber: 1 });
  });

  it('have only bytes that are held for whoever adds them: to know a hash is not enough', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const blob = await someBytes(documents, ann);
    const { id } = await addDocument(documents, bob);
    await expect(addVersion(documents, bob, { id }, { blob })).rejects.toMatchObject({ code: 'CONFLICT' });
    const raw = documents.subgraph.work(bob, ({ scope: { db } }: Context) =>
      db.query(`INSERT INTO document_versions (document_id, version_number, path, blob_sha256, created_by) VALUES ($1, 2, 'x', $2, $3)`, [
        id,
        blob.sha256,
        bob.userId,
      ]),
    );
    await expect(raw).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await versionsOf(bob, id)).toMatchObject({ currentVersionNumber: 1 });
  });

  it('are never edited or removed, not even by the system; they forget who added them, and go with their document', async () => {
    const ann = aViewer();
    const { id } = await addDocument(documents, ann);
    for (const sql of [
      `UPDATE document_versions SET comment = 'x' WHERE document_id = $1`,
      'UPDATE document_versions SET created_by = gen_random_uuid() WHERE document_id = $1',
      'DELETE FROM document_versions WHERE document_id = $1',
    ])
      await expect(documents.given((db) => db.query(sql, [id]))).rejects.toMatchObject({ driverError: { code: '42501' } });
    expect(await tellDeletion(documents, 'User', ann.userId)).toBeUndefined();
    const left = await documents.given((db) => db.query('SELECT created_by FROM document_versions WHERE document_id = $1', [id]));
    expect(left).toEqual([{ created_by: null }]);
    await documents.given((db) => db.query('DELETE FROM documents WHERE id = $1', [id]));
    expect(await documents.given((db) => db.query('SELECT FROM document_versions WHERE document_id = $1', [id]))).toEqual([]);
  });
});
