import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { PURGE_TRASH } from '../src/document-trash/document-trash.jobs';
import { startTestDocuments, type TestDocuments } from './documents.factory';
import { addDocument, addVersion } from './versions.factory';

let documents: TestDocuments;
const begin = new Date();
let now = begin;
beforeAll(async () => {
  // What is PUBLIC everybody finds, in other tests as well.
  documents = await startTestDocuments({ database: await freshDatabase('documents'), clock: () => now });
});
afterAll(() => documents.stop());

const TRASH =
  'mutation ($id: ID!, $version: Int) { trashDocument(id: $id, version: $version) { id version title trashedAt trashedBy { id } } }';
const RESTORE = 'mutation ($id: ID!, $version: Int) { restoreDocument(id: $id, version: $version) { id version } }';
const PURGE = `mutation ($id: ID!, $reason: String, $version: Int) {
  purgeDocument(id: $id, reason: $reason, version: $version) { id version title } }`;
const PURGE_ALL = 'mutation ($ids: [ID!]!) { purgeDocuments(ids: $ids) { id } }';
const LIST =
  'query ($filter: TrashedDocumentFilter) { trashedDocuments(filter: $filter) { totalCount edges { node { id trashedBy { id } } } } }';
const READ = `query ($id: ID!) { document(id: $id) { title accessLevel allowedRoles pinProtected tags { tag }
  versions { edges { node { versionNumber hash } } } } }`;
const TOMBSTONES = `query ($id: ID!) { documentTombstones(filter: { documentId: { eq: $id } }) { totalCount
  edges { node { documentId title origin files cause reason purgedBy { id } } } } }`;
const ALL = ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'];
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const trashed = async (viewer: Viewer, id: string) =>
  (await documents.ask(viewer, LIST, { filter: { id: { eq: id } } })).data.trashedDocuments.totalCount === 1;
const exists = async (id: string) => (await documents.given((db) => db.query('SELECT FROM documents WHERE id = $1', [id]))).length === 1;
const eventsOf = async (id: string): Promise<string[]> =>
  (await documents.given((db) => db.query('SELECT type FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]))).map(
    ({ type }: { type: string }) => type,
  );
const actionsOf = async (id: string): Promise<string[]> =>
  (await documents.given((db) => db.query('SELECT action FROM document_access_logs WHERE document_id = $1 ORDER BY created_at, id', [id])))
    .map(({ action }: { action: string }) => action)
    .sort();

describe('the trash', () => {
  it('takes a document out of sight, and gives it back with its versions, tags, rights and PIN', async () => {
    const ann = aViewer();
    const { id } = await addDocument(documents, ann);
    await addVersion(documents, ann, { id });
    await documents.ask(ann, 'mutation ($id: ID!) { tagDocument(id: $id, tags: ["tax"]) { id } }', { id });
    await documents.given((db) => db.query(`UPDATE documents SET pin_protected = true, pin_hash = 'x' WHERE id = $1`, [id]));
    const before = (await documents.ask(ann, READ, { id })).data.document;
    const put = await documents.ask(ann, TRASH, { id, version: 2 });
    expect(put.errors).toBeUndefined();
    expect(put.data.trashDocument).toEqual({
      id,
      version: 3,
      title: 'Deed',
      trashedAt: now.toISOString(),
      trashedBy: { id: ann.userId },
    });
    expect((await documents.ask(ann, READ, { id })).data.document).toBeNull();
    expect((await documents.ask(ann, '{ documents { totalCount } documentTags { tag } }')).data).toEqual({
      documents: { totalCount: 0 },
      documentTags: [],
    });
    await expect(addVersion(documents, ann, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(code(await documents.ask(ann, TRASH, { id }))).toBe('NOT_FOUND');
    expect(await trashed(ann, id)).toBe(true);
    const back = await documents.ask(ann, RESTORE, { id, version: 3 });
    expect(back.data.restoreDocument).toEqual({ id, version: 4 });
    expect((await documents.ask(ann, READ, { id })).data.document).toEqual(before);
    expect(await trashed(ann, id)).toBe(false);
    expect((await eventsOf(id)).slice(-2)).toEqual(['document.trashed', 'document.restored']);
    expect(await actionsOf(id)).toEqual(expect.arrayContaining(['DELETE', 'RESTORE']));
  });

  it('is open to those who may edit the document, and to administrators; not to others who read it', async () => {
    const [manager, uploader, guest, admin] = [aViewer('COORDINATOR'), aViewer('CLIENT'), aViewer('THIRD_PARTY'), aViewer('ADMIN')];
    const exchangeId = await documents.participation(manager, { role: 'COORDINATOR', permissions: ALL });
    await documents.participation(uploader, { subjectId: exchangeId, role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
    await documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW'] });
    const [own, others] = [
      await documents.exchangeDocument(exchangeId, { uploadedById: uploader.userId }),
      await documents.exchangeDocument(exchangeId),
    ];
    expect(code(await documents.ask(uploader, TRASH, { id: others.id }))).toBe('FORBIDDEN');
    expect(code(await documents.ask(guest, TRASH, { id: others.id }))).toBe('FORBIDDEN');
    expect(code(await documents.ask(admin, TRASH, { id: others.id }))).toBe('FORBIDDEN');
    for (const { id } of [own, others]) await documents.ask(manager, TRASH, { id });
    const found = async (viewer: Viewer) => [await trashed(viewer, own.id), await trashed(viewer, others.id)];
    expect([await found(manager), await found(uploader), await found(guest), await found(admin), await found(aViewer())]).toEqual([
      [true, true],
      [true, false],
      [false, false],
      [true, true],
      [false, false],
    ]);
    expect(code(await documents.ask(guest, RESTORE, { id: others.id }))).toBe('NOT_FOUND');
    expect(code(await documents.ask(uploader, PURGE, { id: own.id }))).toBe('FORBIDDEN');
    expect(code(await documents.ask(uploader, RESTORE, { id: own.id }))).toBeUndefined();
    expect(code(await documents.ask(admin, RESTORE, { id: others.id }))).toBeUndefined();
  });

  it('gives back what everybody read to who may speak to everybody, and to nobody else', async () => {
    const [coordinator, agency, uploader] = [aViewer('COORDINATOR'), aViewer('AGENCY'), aViewer('CLIENT')];
    const exchangeId = await documents.participation(coordinator, { role: 'COORDINATOR', permissions: ALL });
    await documents.participation(agency, { subjectId: exchangeId, role: 'AGENCY', permissions: ALL });
    await documents.participation(uploader, { subjectId: exchangeId, role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
    const { id } = await documents.exchangeDocument(exchangeId, { uploadedById: uploader.userId, accessLevel: 'PUBLIC' as never });
    await documents.ask(coordinator, TRASH, { id });
    for (const viewer of [agency, uploader]) {
      expect(await trashed(viewer, id)).toBe(true);
      expect(code(await documents.ask(viewer, RESTORE, { id }))).toBe('FORBIDDEN');
    }
    expect((await documents.ask(aViewer(), READ, { id })).data.document).toBeNull();
    expect(code(await documents.ask(coordinator, RESTORE, { id }))).toBeUndefined();
    expect((await documents.ask(aViewer(), READ, { id })).data.document).not.toBeNull();
  });

  it('gives the house’s templates back to who keeps them', async () => {
    const librarian = aViewer('STANDARD', { permissions: ['template:read', 'template:write'] });
    const { id } = await documents.exchangeDocument(null, { isTemplate: true });
    expect(code(await documents.ask(librarian, TRASH, { id }))).toBeUndefined();
    expect([await trashed(librarian, id), await trashed(aViewer('SUPPORT'), id)]).toEqual([true, false]);
    expect(code(await documents.ask(librarian, PURGE, { id }))).toBe('FORBIDDEN');
    expect(code(await documents.ask(librarian, RESTORE, { id }))).toBeUndefined();
  });

  it('has on record who tried to put something there, to take it out or to remove it for good, and might not', async () => {
    const [coordinator, agency, guest, admin] = [aViewer('COORDINATOR'), aViewer('AGENCY'), aViewer('THIRD_PARTY'), aViewer('ADMIN')];
    const exchangeId = await documents.participation(coordinator, { role: 'COORDINATOR', permissions: ALL });
    await documents.participation(agency, { subjectId: exchangeId, role: 'AGENCY', permissions: ALL });
    await documents.participation(guest, { subjectId: exchangeId, role: 'THIRD_PARTY', permissions: ['VIEW', 'UPLOAD'] });
    const [paper, free] = [
      await documents.exchangeDocument(exchangeId, { uploadedById: guest.userId, accessLevel: 'PUBLIC' as never }),
      await documents.document(guest),
    ];
    const { id } = paper;
    const steps = [
      [agency, TRASH, 'FORBIDDEN'],
      [aViewer(), 'mutation ($id: ID!) { trashDocument(id: $id, version: 1) { id } }', 'FORBIDDEN'],
      [coordinator, 'mutation ($id: ID!) { trashDocument(id: $id, version: 7) { id } }', 'CONFLICT'],
      [coordinator, TRASH, undefined],
      [agency, RESTORE, 'FORBIDDEN'],
      [guest, PURGE, 'FORBIDDEN'],
      [aViewer(), PURGE, 'NOT_FOUND'],
    ] as const;
    for (const [viewer, query, expected] of steps) expect(code(await documents.ask(viewer, query, { id }))).toBe(expected);
    await documents.ask(guest, TRASH, { id: free.id });
    expect(code(await documents.ask(guest, PURGE_ALL, { ids: [id, free.id] }))).toBe('FORBIDDEN');
    await documents.hold(paper);
    expect(code(await documents.ask(admin, PURGE, { id }))).toBe('LOCKED');
    const of = async (one: string) =>
      (
        await documents.given((db) =>
          db.query(
            'SELECT action, success, error_message AS why, user_id AS who FROM document_access_logs WHERE document_id = $1 ORDER BY created_at, age(xmin) DESC, ctid',
            [one],
          ),
        )
      ).map(({ action, success, why, who }: Record<string, unknown>) => [action, success, who === admin.userId ? why : undefined]);
    expect(await of(id)).toEqual([
      ['DELETE', false, undefined],
      ['DELETE', false, undefined],
      ['DELETE', true, undefined],
      ['RESTORE', false, undefined],
      ['PURGE', false, undefined],
      ['PURGE', false, undefined],
      ['PURGE', false, 'A legal hold keeps this document.'],
    ]);
    expect(await of(free.id)).toEqual([['DELETE', true, undefined]]);
  });

  it('is emptied for good: a tombstone stays, the log stays, and the bytes go with the last that had them', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const { id } = await addDocument(documents, ann, { comment: 'First.' });
    await addVersion(documents, ann, { id });
    const hashes = (await documents.ask(ann, READ, { id })).data.document.versions.edges.map(
      (one: { node: { hash: string } }) => one.node.hash,
    );
    expect(code(await documents.ask(ann, PURGE, { id }))).toBe('NOT_FOUND');
    await documents.ask(ann, TRASH, { id });
    expect(code(await documents.ask(ann, PURGE, { id, version: 1 }))).toBe('CONFLICT');
    const { data, errors } = await documents.ask(ann, PURGE, { id, reason: 'A duplicate.' });
    expect(errors).toBeUndefined();
    expect(data.purgeDocument).toMatchObject({ id, title: 'Deed' });
    const tombstone = (await documents.ask(ann, TOMBSTONES, { id })).data.documentTombstones.edges[0].node;
    expect(tombstone).toMatchObject({
      documentId: id,
      title: 'Deed',
      origin: 'REAL_ESTATE',
      cause: 'REQUEST',
      reason: 'A duplicate.',
      purgedBy: { id: ann.userId },
      files: [
        { versionNumber: 1, sha256: hashes[1], fileName: 'deed.txt', size: 1_000 },
        { versionNumber: 2, sha256: hashes[0] },
      ],
    });
    expect(await exists(id)).toBe(false);
    const left = await documents.given((db) => db.query('SELECT FROM blob_references WHERE sha256 = ANY ($1)', [hashes]));
    expect(left).toEqual([]);
    expect((await eventsOf(id)).at(-1)).toBe('document.deleted');
    expect(await actionsOf(id)).toEqual(expect.arrayContaining(['DELETE', 'PURGE']));
    const seen = async (viewer: Viewer) => (await documents.ask(viewer, TOMBSTONES, { id })).data.documentTombstones.totalCount;
    expect([await seen(ann), await seen(aViewer('ADMIN')), await seen(bob)]).toEqual([1, 1, 0]);
    await expect(
      documents.given((db) => db.query(`UPDATE document_tombstones SET title = 'x' WHERE document_id = $1`, [id])),
    ).rejects.toMatchObject({ driverError: { code: '42501' } });
  });

  it('loses all of several documents, or none', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const ids = [(await documents.document(ann)).id, (await documents.document(ann)).id];
    const others = (await documents.document(bob)).id;
    for (const id of ids) await documents.ask(ann, TRASH, { id });
    await documents.ask(bob, TRASH, { id: others });
    expect(code(await documents.ask(ann, PURGE_ALL, { ids: [...ids, others] }))).toBe('NOT_FOUND');
    expect(code(await documents.ask(ann, PURGE_ALL, { ids: [] }))).toBe('BAD_USER_INPUT');
    expect(await exists(ids[0] as string)).toBe(true);
    expect((await documents.ask(ann, PURGE_ALL, { ids })).data.purgeDocuments).toHaveLength(2);
    expect(await exists(ids[0] as string)).toBe(false);
  });

  it('gives back nothing that has lost what it belonged to', async () => {
    const owner = aViewer();
    const { id } = await documents.document(owner);
    await tellDeletion(documents, 'User', owner.userId);
    expect(await trashed(aViewer('ADMIN'), id)).toBe(true);
    expect(code(await documents.ask(aViewer('ADMIN'), RESTORE, { id }))).toBe('CONFLICT');
  });

  it('is emptied by itself after thirty days, but for what is kept', async () => {
    const ann = aViewer();
    const [old, held, retained, young] = [
      await documents.document(ann),
      await documents.document(ann),
      await documents.document(ann, { realEstateType: 'APPRAISAL' as never }),
      await documents.document(ann),
    ];
    now = new Date(begin.getTime() - 31 * 86_400_000);
    for (const { id } of [old, held, retained]) await documents.ask(ann, TRASH, { id });
    now = new Date(begin.getTime() - 29 * 86_400_000);
    await documents.ask(ann, TRASH, { id: young.id });
    now = begin;
    await documents.hold(held);
    // Newer than what was reckoned of the document.
    await documents.retentionPolicy({ origin: 'REAL_ESTATE' as never, realEstateType: 'APPRAISAL' as never });
    await documents.given((db) => enqueueJob(db, PURGE_TRASH, {}));
    await documents.subgraph.runJobs();
    expect([await exists(old.id), await exists(held.id), await exists(retained.id), await exists(young.id)]).toEqual([
      false,
      true,
      true,
      true,
    ]);
    const tombstone = await documents.given((db) =>
      db.query('SELECT cause, purged_by FROM document_tombstones WHERE document_id = $1', [old.id]),
    );
    expect(tombstone).toEqual([{ cause: 'TRASH_EXPIRED', purged_by: null }]);
  });

  it('has one outcome where somebody restores and somebody purges at once', async () => {
    const ann = aViewer();
    for (let round = 0; round < 5; round += 1) {
      const { id } = await documents.document(ann);
      await documents.ask(ann, TRASH, { id });
      const answers = await Promise.all([documents.ask(ann, RESTORE, { id }), documents.ask(ann, PURGE, { id })]);
      expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
      expect(await exists(id)).toBe(!answers[0].errors);
    }
  });

  it('hides what nobody put there', async () => {
    for (const id of [randomUUID(), 'x'])
      for (const query of [RESTORE, PURGE]) expect(code(await documents.ask(aViewer(), query, { id }))).toBe('NOT_FOUND');
  });
});
