import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Events } from '@plat/shared/events/events';
import type { TargetType } from '@plat/shared/references/cross-references';
import { UNCONFIRMED } from '@plat/shared/references/reference-guard';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DocumentsContext } from '../src/context';
import { Document } from '../src/document/document.entity';
import { DocumentOrigin, RealEstateDocumentType } from '../src/document/document.enum';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments();
});
afterAll(() => documents.stop());

const CREATE = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id } }';
const ann = aViewer();
const create = (input: object) =>
  documents.ask(ann, CREATE, { input: { title: 'Deed', sourceUrl: 'https://files.example.com/deed.pdf', ...input } });
const eventsOf = async () =>
  (await documents.given((db) => db.query('SELECT FROM outbox_events WHERE actor_user_id = $1', [ann.userId]))) as unknown[];

/** Inputs that refer to something that a grant knows, by the argument and the type. */
const cases = [
  [
    'input.propertyId',
    'a Property',
    async () => {
      const propertyId = await documents.owned(ann, 'Property');
      return ['Property', propertyId, { origin: 'REAL_ESTATE', realEstateType: 'DEED', propertyId }];
    },
  ],
  [
    'input.platformLinkId',
    'a PlatformLink',
    async () => {
      const platformLinkId = await documents.owned(ann, 'PlatformLink');
      return ['PlatformLink', platformLinkId, { origin: 'PLATFORM', platform: 'dropbox', platformPath: '/deed.pdf', platformLinkId }];
    },
  ],
  [
    'input.exchangeId',
    'an Exchange',
    async () => {
      const exchangeId = await documents.participation(ann, { role: 'CLIENT', permissions: ['VIEW', 'UPLOAD'] });
      return ['Exchange', exchangeId, { origin: 'EXCHANGE', fileName: 'deed.pdf', fileType: 'pdf', exchangeId }];
    },
  ],
] as const satisfies readonly (readonly [string, string, () => Promise<unknown>])[];

describe('what a new document refers to', () => {
  it.each(cases)('is confirmed by its owner: %s', async (path, what, make) => {
    const [, , there] = (await make()) as [TargetType, string, object];
    expect((await create(there)).errors).toBeUndefined();
    const [type, id, gone] = (await make()) as [TargetType, string, object];
    documents.others.hide(type, id);
    const before = await eventsOf();
    expect((await create(gone)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { [path]: `must be ${what} that you may see` },
    });
    expect(await eventsOf()).toEqual(before);
  });

  it('is asked for after what this service knows by itself', async () => {
    const before = documents.others.questions.length;
    const answer = await create({ origin: 'REAL_ESTATE', realEstateType: 'DEED', propertyId: randomUUID() });
    expect(answer.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    expect(documents.others.questions).toHaveLength(before);
  });

  it.each([
    ['save', (scope, values) => scope.db.save(scope.db.create(Document, values))],
    ['insert', (scope, values) => scope.db.insert(Document, values as object)],
    [
      'a query builder',
      (scope, values) =>
        scope.db
          .createQueryBuilder()
          .insert()
          .into(Document)
          .values(values as object)
          .execute(),
    ],
  ] as const satisfies readonly (readonly [string, (scope: DocumentsContext['scope'], values: Partial<Document>) => Promise<unknown>])[])(
    'cannot be forgotten: %s',
    async (_, write) => {
      const values = {
        origin: DocumentOrigin.REAL_ESTATE,
        realEstateType: RealEstateDocumentType.DEED,
        title: 'Deed',
        fileUrl: 'https://files.example.com/deed.pdf',
        userId: ann.userId,
        uploadedById: ann.userId,
        propertyId: await documents.owned(ann, 'Property'),
      };
      const written = documents.subgraph.work<DocumentsContext, unknown>(ann, ({ scope }) => write(scope, values));
      await expect(written).rejects.toMatchObject({ driverError: { code: UNCONFIRMED } });
      await documents.subgraph.work<DocumentsContext, unknown>(ann, async ({ scope }) => {
        await write(scope, { ...values, propertyId: null });
        await new Events(scope).record('document.created', Object.assign(new Document(), { id: randomUUID() }));
      });
    },
  );

  it('costs the write alone while its owner does not answer', async () => {
    const alone = await startTestDocuments();
    await alone.others.takeDown('crm');
    const propertyId = await alone.owned(ann, 'Property');
    const input = { title: 'Deed', sourceUrl: 'https://files.example.com/deed.pdf', origin: 'REAL_ESTATE', realEstateType: 'DEED' };
    const { data, errors } = await alone.ask(ann, CREATE, { input: { ...input, propertyId } });
    expect([data, errors?.[0]?.extensions?.code]).toEqual([{ createDocument: null }, 'UNAVAILABLE']);
    expect((await alone.ask(ann, CREATE, { input })).errors).toBeUndefined();
    await alone.stop();
  });
});
