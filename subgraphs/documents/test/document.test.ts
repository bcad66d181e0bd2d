import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { DocumentOrigin, DocumentStatus } from '../src/document/document.enum';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
// A database of its own: everybody lists the public documents that other files leave behind.
beforeAll(async () => {
  documents = await startTestDocuments({ database: await freshDatabase('documents') });
});
afterAll(() => documents.stop());

const LIST = `query ($first: Int, $last: Int, $after: String, $before: String, $orderBy: DocumentOrder! = CREATED_AT_DESC, $filter: DocumentFilter) {
  documents(first: $first, last: $last, after: $after, before: $before, orderBy: $orderBy, filter: $filter) {
    edges { node { id title } cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`;
const CREATE = `mutation ($input: CreateDocumentInput!) { createDocument(input: $input) {
  id version title kind status isActive accessLevel fileSize metadata user { id } uploadedBy { id } property { id } platformLink { id } } }`;
const UPDATE =
  'mutation ($input: UpdateDocumentInput!) { updateDocument(input: $input) { version title description kind status isActive } }';
const SOURCE = 'https://files.example.com/secret-place/deed.pdf';
const deed = { origin: 'REAL_ESTATE', realEstateType: 'DEED', title: 'Deed', sourceUrl: SOURCE };
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const ids = (connection: { edges: { node: { id: string } }[] }) => connection.edges.map(({ node }) => node.id);

describe('documents', () => {
  it('shows an owner its own documents and nobody else’s, an administrator all', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const mine = await documents.document(ann);
    const { data, errors } = await documents.ask(ann, '{ documents { edges { node { id origin kind user { id } } } totalCount } }');
    expect(errors).toBeUndefined();
    expect(data.documents).toEqual({
      edges: [{ node: { id: mine.id, origin: 'REAL_ESTATE', kind: 'DEED', user: { id: ann.userId } } }],
      totalCount: 1,
    });
    const query =
      'query ($id: ID!, $refs: [_Any!]!) { document(id: $id) { id } _entities(representations: $refs) { ... on Document { title } } }';
    const variables = { id: mine.id, refs: [{ __typename: 'Document', id: mine.id }] };
    expect((await documents.ask(bob, query, variables)).data).toEqual({ document: null, _entities: [null] });
    for (const viewer of [ann, aViewer('ADMIN')]) {
      expect((await documents.ask(viewer, query, variables)).data).toEqual({ document: { id: mine.id }, _entities: [{ title: 'Deed' }] });
    }
  });

  it('hides the trash from everybody, and archived documents from lists unless asked for', async () => {
    const ann = aViewer();
    const trashed = await documents.document(ann, { trashedAt: new Date() });
    const archived = await documents.document(ann, { status: DocumentStatus.ARCHIVED });
    const active = await documents.document(ann);
    const list = async (filter?: object) => ids((await documents.ask(ann, LIST, { filter })).data.documents);
    expect(await list()).toEqual([active.id]);
    expect(await list({ title: { eq: 'Deed' } })).toEqual([active.id]);
    expect(await list({ status: ['ARCHIVED'] })).toEqual([archived.id]);
    expect(
      (await documents.ask(ann, 'query ($id: ID!) { document(id: $id) { status isActive } }', { id: archived.id })).data.document,
    ).toEqual({ status: 'ARCHIVED', isActive: false });
    for (const viewer of [ann, aViewer('ADMIN')]) {
      expect((await documents.ask(viewer, 'query ($id: ID!) { document(id: $id) { id } }', { id: trashed.id })).data).toEqual({
        document: null,
      });
    }
  });

  it('creates, records without what is secret, edits, and refuses an edit of an old version', async () => {
    const ann = aViewer();
    const propertyId = await documents.owned(ann, 'Property');
    const created = await documents.ask(ann, CREATE, {
      input: { ...deed, title: undefined, fileName: 'deed.pdf', propertyId, fileSize: '9007199254740993', metadata: { pages: 3 } },
    });
    expect(created.errors).toBeUndefined();
    const { id, ...values } = created.data.createDocument;
    expect(values).toEqual({
      version: 1,
      title: 'deed.pdf',
      kind: 'DEED',
      status: 'ACTIVE',
      isActive: true,
      accessLevel: 'EXCHANGE',
      fileSize: '9007199254740993',
      metadata: { pages: 3 },
      user: { id: ann.userId },
      uploadedBy: { id: ann.userId },
      property: { id: propertyId },
      platformLink: null,
    });
    const updated = await documents.ask(ann, UPDATE, {
      input: { id, version: 1, title: 'Old deed', description: 'Signed.', realEstateType: 'OTHER', status: 'ARCHIVED' },
    });
    expect(updated.data.updateDocument).toEqual({
      version: 2,
      title: 'Old deed',
      description: 'Signed.',
      kind: 'OTHER',
      status: 'ARCHIVED',
      isActive: false,
    });
    const stale = await documents.ask(ann, UPDATE, { input: { id, version: 1, title: 'Mine' } });
    expect(stale.data).toEqual({ updateDocument: null });
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 2 });
    const events = await documents.given((db) =>
      db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]),
    );
    expect(events).toMatchObject([
      { type: 'document.created', actor_user_id: ann.userId, payload: { new: { title: 'deed.pdf', file_url: '[redacted]' } } },
      { type: 'document.updated', actor_user_id: ann.userId, payload: { old: { title: 'deed.pdf' }, new: { title: 'Old deed' } } },
    ]);
    expect(JSON.stringify(events)).not.toContain('secret-place');
    expect(await documents.given((db) => db.query('SELECT file_url FROM documents WHERE id = $1', [id]))).toEqual([{ file_url: SOURCE }]);
  });

  it('takes a document from a platform, under a link of one’s own', async () => {
    const ann = aViewer();
    const platformLinkId = await documents.owned(ann, 'PlatformLink');
    const input = {
      origin: 'PLATFORM',
      title: 'Lease',
      platform: 'DROPBOX',
      platformPath: '/leases/1.pdf',
      category: 'LEGAL',
      sourceUrl: SOURCE,
    };
    const { data, errors } = await documents.ask(ann, CREATE, { input: { ...input, platformLinkId } });
    expect(errors).toBeUndefined();
    expect(data.createDocument).toMatchObject({ kind: 'LEGAL', platformLink: { id: platformLinkId } });
    expect(code(await documents.ask(aViewer(), CREATE, { input: { ...input, platformLinkId } }))).toBe('NOT_FOUND');
  });

  it('refuses a property that is another’s, unknown or no id at all', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    for (const propertyId of [await documents.owned(bob, 'Property'), randomUUID(), 'house']) {
      const answer = await documents.ask(ann, CREATE, { input: { ...deed, propertyId } });
      expect([answer.data, code(answer)]).toEqual([{ createDocument: null }, 'NOT_FOUND']);
    }
    expect((await documents.ask(ann, LIST)).data.documents.totalCount).toBe(0);
  });

  it('lets nobody but the owner edit: a stranger does not find it, an administrator may not', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const { id } = await documents.document(ann);
    expect(code(await documents.ask(bob, UPDATE, { input: { id, title: 'Mine' } }))).toBe('NOT_FOUND');
    expect(code(await documents.ask(aViewer('ADMIN'), UPDATE, { input: { id, title: 'Mine' } }))).toBe('FORBIDDEN');
  });

  const faultsOf = async (viewer: Viewer, query: string, input: object) => {
    const { data, errors } = await documents.ask(viewer, query, { input });
    expect(Object.values(data)).toEqual([null]);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    return Object.keys((errors?.[0]?.extensions?.fields ?? {}) as object).sort();
  };

  it.each([
    [
      'what a lead needs and may not have',
      { origin: 'LEAD', accessLevel: 'PUBLIC', clientVisible: true },
      ['input.accessLevel', 'input.clientVisible', 'input.leadDocumentType', 'input.leadId', 'input.realEstateType'],
    ],
    [
      'what a project needs and may not have',
      { origin: 'PROJECT', realEstateType: undefined, leadId: randomUUID(), dealId: randomUUID() },
      ['input.dealId', 'input.leadId', 'input.projectId'],
    ],
    [
      'what real estate needs and may not have',
      { realEstateType: undefined, title: ' ', exchangeId: randomUUID(), accessLevel: 'PUBLIC', platform: 'WEB', fileSize: 0 },
      ['input.accessLevel', 'input.exchangeId', 'input.fileSize', 'input.platform', 'input.realEstateType', 'input.title'],
    ],
    [
      'what a platform needs',
      { origin: 'PLATFORM', title: undefined, realEstateType: undefined, platform: '' },
      ['input.platform', 'input.platformPath', 'input.title'],
    ],
    [
      'what an exchange needs',
      { origin: 'EXCHANGE', realEstateType: undefined, accessLevel: 'RESTRICTED' },
      ['input.allowedRoles', 'input.exchangeId', 'input.fileName', 'input.fileType'],
    ],
    [
      'roles that nobody has',
      { origin: 'EXCHANGE', realEstateType: undefined, exchangeId: randomUUID(), fileName: 'a', fileType: 'pdf', allowedRoles: ['ADMIN'] },
      ['input.allowedRoles'],
    ],
    [
      'texts that are too long',
      { title: 'x'.repeat(256), fileName: 'x'.repeat(256), fileType: 'x'.repeat(51) },
      ['input.fileName', 'input.fileType', 'input.title'],
    ],
  ])('names all faults of a new document: %s', async (_, input, fields) => {
    const ann = aViewer();
    expect(await faultsOf(ann, CREATE, { ...deed, ...input })).toEqual(fields);
    expect((await documents.ask(ann, LIST)).data.documents.totalCount).toBe(0);
  });

  it('names all faults of an edit', async () => {
    const ann = aViewer();
    const { id } = await documents.document(ann);
    expect(
      await faultsOf(ann, UPDATE, { id, title: null, realEstateType: null, status: null, accessLevel: 'PUBLIC', documentTypeLabel: '' }),
    ).toEqual(['input.accessLevel', 'input.documentTypeLabel', 'input.realEstateType', 'input.status', 'input.title']);
  });

  it.each(['javascript:alert(1)', '/etc/passwd', 'file:///etc/passwd'])('takes no source such as %s', async (sourceUrl) => {
    expect(code(await documents.ask(aViewer(), CREATE, { input: { ...deed, sourceUrl } }))).toMatch(/BAD_USER_INPUT/);
  });

  it.each(['CREATED_AT_DESC', 'CREATED_AT_ASC', 'TITLE_ASC', 'FILE_SIZE_DESC'])(
    'walks all pages both ways, ordered by %s',
    async (orderBy) => {
      const ann = aViewer();
      for (const [n, fileSize] of ['3', null, '1', '2', null, '2', '10'].entries())
        await documents.document(ann, { title: `T${n % 2}`, fileSize });
      const whole = ids((await documents.ask(ann, LIST, { first: 100, orderBy })).data.documents);
      expect(whole).toHaveLength(7);
      const walk = async (
        size: 'first' | 'last',
        from: 'after' | 'before',
        cursor: 'endCursor' | 'startCursor',
        more: 'hasNextPage' | 'hasPreviousPage',
      ) => {
        const pages: string[][] = [];
        for (let position: string | undefined, goesOn = true; goesOn; ) {
          const connection = (await documents.ask(ann, LIST, { [size]: 3, [from]: position, orderBy })).data.documents;
          pages.push(ids(connection));
          position = connection.pageInfo[cursor];
          goesOn = connection.pageInfo[more];
        }
        return pages;
      };
      expect((await walk('first', 'after', 'endCursor', 'hasNextPage')).flat()).toEqual(whole);
      expect((await walk('last', 'before', 'startCursor', 'hasPreviousPage')).reverse().flat()).toEqual(whole);
    },
  );

  it('filters', async () => {
    const ann = aViewer();
    const propertyId = await documents.owned(ann, 'Property');
    const about = await documents.document(ann, { propertyId, title: 'Survey' });
    const scan = await documents.document(ann, {
      origin: DocumentOrigin.PLATFORM,
      realEstateType: null,
      platform: 'WEB',
      platformPath: '/1',
    });
    const list = async (filter: object) => ids((await documents.ask(ann, LIST, { filter })).data.documents);
    expect(await list({ propertyId: { eq: propertyId } })).toEqual([about.id]);
    expect(await list({ origin: ['PLATFORM'] })).toEqual([scan.id]);
    expect(await list({ title: { startsWith: 'sur' }, realEstateType: ['DEED'] })).toEqual([about.id]);
    expect(await list({ realEstateType: ['OFFER'] })).toEqual([]);
    expect(code(await documents.ask(ann, LIST, { filter: { propertyId: { eq: 'x' } } }))).toBe('BAD_USER_INPUT');
  });
});
