import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
beforeAll(async () => {
  // Lists have what is PUBLIC, of other tests as well.
  documents = await startTestDocuments({ database: await freshDatabase('documents') });
});
afterAll(() => documents.stop());

const TAG = 'mutation ($id: ID!, $tags: [String!]!) { tagDocument(id: $id, tags: $tags) { tags { tag } } }';
const TAG_ALL = 'mutation ($ids: [ID!]!, $tags: [String!]!) { tagDocuments(ids: $ids, tags: $tags) { id tags { tag } } }';
const UNTAG = 'mutation ($id: ID!, $tags: [String!]!) { untagDocument(id: $id, tags: $tags) { tags { tag } } }';
const LIST = 'query ($filter: DocumentFilter) { documents(filter: $filter) { totalCount edges { node { id tags { tag } } } } }';
const COUNTS = 'query ($first: Int! = 100, $startsWith: String) { documentTags(first: $first, startsWith: $startsWith) { tag count } }';
const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
const words = (tags: { tag: string }[]) => tags.map(({ tag }) => tag);
const tag = async (viewer: Viewer, id: string, ...tags: string[]) => {
  const { data, errors } = await documents.ask(viewer, TAG, { id, tags });
  expect(errors).toBeUndefined();
  return words(data.tagDocument.tags);
};

describe('tags', () => {
  it('are had once in any case, as they were first written, and are taken away in any case', async () => {
    const ann = aViewer();
    const { id } = await documents.document(ann);
    expect(await tag(ann, id, ' To  sign ', 'URGENT', 'urgent', 'Éclair')).toEqual(['To sign', 'urgent', 'Éclair']);
    expect(await tag(ann, id, 'Urgent', 'TO SIGN', 'closing')).toEqual(['closing', 'To sign', 'urgent', 'Éclair']);
    const { data } = await documents.ask(ann, UNTAG, { id, tags: ['URGENT', 'absent', 'ÉCLAIR'] });
    expect(words(data.untagDocument.tags)).toEqual(['closing', 'To sign']);
    const events = await documents.given((db) =>
      db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]),
    );
    expect(events).toMatchObject([
      { type: 'document.tagged', payload: { tags: { added: ['To sign', 'urgent', 'Éclair'] } } },
      { type: 'document.tagged', payload: { tags: { added: ['closing'] } } },
      { type: 'document.untagged', payload: { tags: { removed: expect.arrayContaining(['urgent', 'Éclair']) } } },
    ]);
  });

  it('find documents in any case, with other conditions and without', async () => {
    const ann = aViewer();
    const [one, two, three] = [
      await documents.document(ann, { title: 'A' }),
      await documents.document(ann, { title: 'B' }),
      await documents.document(ann),
    ];
    await tag(ann, one.id, 'Tax');
    await tag(ann, two.id, 'tax', 'closing');
    const found = async (filter: object) => {
      const { documents: page } = (await documents.ask(ann, LIST, { filter })).data;
      expect(page.totalCount).toBe(page.edges.length);
      return page.edges.map(({ node }: { node: { id: string } }) => node.id).sort();
    };
    expect(await found({ tag: ['TAX'] })).toEqual([one.id, two.id].sort());
    expect(await found({ tag: ['tax'], title: { eq: 'B' } })).toEqual([two.id]);
    expect(await found({ tag: ['closing', 'absent'] })).toEqual([two.id]);
    expect(await found({ tag: [] })).toEqual([]);
    expect(await found({})).toEqual([one.id, two.id, three.id].sort());
    expect(code(await documents.ask(ann, LIST, { filter: { tag: null } }))).toBe('BAD_USER_INPUT');
    expect(code(await documents.ask(ann, LIST, { filter: { tag: Array(501).fill('x') } }))).toBe('BAD_USER_INPUT');
    expect((await documents.ask(aViewer(), LIST, { filter: { tag: ['tax'] } })).data.documents.totalCount).toBe(0);
  });

  it('are counted over the documents that one may see, and over no others', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    for (const tags of [['Deeds', 'old'], ['deeds'], ['DEEDS']]) await tag(ann, (await documents.document(ann)).id, ...tags);
    await tag(bob, (await documents.document(bob)).id, 'deeds', 'secret');
    const trashed = await documents.document(ann, { trashedAt: new Date() });
    await documents.given((db) => db.query(`INSERT INTO document_tags (document_id, tag) VALUES ($1, 'old')`, [trashed.id]));
    const counts = async (viewer: Viewer, variables = {}) => (await documents.ask(viewer, COUNTS, variables)).data.documentTags;
    expect((await counts(ann)).map((one: { tag: string; count: number }) => [one.tag.toLowerCase(), one.count])).toEqual([
      ['deeds', 3],
      ['old', 1],
    ]);
    expect(await counts(bob, { startsWith: 'SE' })).toEqual([{ tag: 'secret', count: 1 }]);
    expect(await counts(ann, { first: 1 })).toHaveLength(1);
    expect(code(await documents.ask(ann, COUNTS, { first: 501 }))).toBe('BAD_USER_INPUT');
  });

  it('are given to several documents, or to none of them', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const ids = [(await documents.document(ann)).id, (await documents.document(ann)).id];
    const { data, errors } = await documents.ask(ann, TAG_ALL, { ids, tags: ['batch'] });
    expect(errors).toBeUndefined();
    expect(data.tagDocuments).toEqual(ids.map((id) => ({ id, tags: [{ tag: 'batch' }] })));
    const others = await documents.document(bob);
    expect(code(await documents.ask(ann, TAG_ALL, { ids: [...ids, others.id], tags: ['more'] }))).toBe('NOT_FOUND');
    expect((await documents.ask(ann, LIST, { filter: { tag: ['more'] } })).data.documents.totalCount).toBe(0);
  });

  it('are refused where they say nothing, say too much or are too many, and to whoever may not edit', async () => {
    const ann = aViewer();
    const { id } = await documents.document(ann);
    for (const tags of [[], [' '], ['x'.repeat(101)], Array.from({ length: 51 }, (_, n) => `t${n}`)])
      expect(code(await documents.ask(ann, TAG, { id, tags }))).toBe('BAD_USER_INPUT');
    await tag(ann, id, ...Array.from({ length: 50 }, (_, n) => `t${n}`));
    expect(code(await documents.ask(ann, TAG, { id, tags: ['one more'] }))).toBe('BAD_USER_INPUT');
    expect(code(await documents.ask(aViewer(), TAG, { id, tags: ['x'] }))).toBe('NOT_FOUND');
    expect(code(await documents.ask(aViewer('ADMIN'), UNTAG, { id, tags: ['t1'] }))).toBe('FORBIDDEN');
  });

  it('of several documents are read by one statement', async () => {
    const ann = aViewer();
    for (const _ of [1, 2, 3]) await tag(ann, (await documents.document(ann)).id, 'x');
    expect(await documents.statementsOf(() => documents.ask(ann, '{ documents { edges { node { tags { tag } } } } }'))).toHaveLength(2);
  });
});
