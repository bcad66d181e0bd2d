import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Document } from '../src/document/document.entity';
import { giveText } from './document-texts.factory';
import { documentsCast, type Paper, type Person, READERS } from './documents.cast';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
beforeAll(async () => {
  // Lists have what is PUBLIC, of other tests as well.
  documents = await startTestDocuments({ database: await freshDatabase('documents') });
});
afterAll(() => documents.stop());

const SEARCH = `query ($query: String!, $filter: DocumentFilter, $first: Int, $after: String) {
  searchDocuments(query: $query, filter: $filter, first: $first, after: $after) {
    edges { cursor node { document { id title } snippet { parts { text isMatch } } } } pageInfo { hasNextPage endCursor } totalCount } }`;

async function search(viewer: Viewer, query: string, more: object = {}) {
  const { data, errors } = await documents.ask(viewer, SEARCH, { query, ...more });
  expect(errors).toBeUndefined();
  return data.searchDocuments as {
    edges: {
      cursor: string;
      node: { document: { id: string; title: string }; snippet: { parts: { text: string; isMatch: boolean }[] } | null };
    }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    totalCount: number;
  };
}
const titles = async (viewer: Viewer, query: string, more?: object) =>
  (await search(viewer, query, more)).edges.map(({ node }) => node.document.title);
const withText = async (document: Document, text: string) => {
  await giveText(documents, document, text);
  return document;
};

describe('a search of documents', () => {
  it('finds by title, file name, description, kind and text, in that order of weight', async () => {
    const me = aViewer();
    await documents.document(me, { title: 'The easement', fileName: 'a.pdf' });
    await documents.document(me, { title: 'One', fileName: 'easement_final-2.pdf' });
    await documents.document(me, { title: 'Two', description: 'About an easement.', fileName: null });
    await withText(await documents.document(me, { title: 'Three', fileName: null }), 'The easements run with the land.');
    await documents.document(me, { title: 'Four', fileName: null });
    const tagged = await documents.document(me, { title: 'Five', fileName: null });
    expect(await titles(me, 'easement')).toEqual(['The easement', 'One', 'Two', 'Three']);
    const tag = (verb: string) => documents.ask(me, `mutation { ${verb}Document(id: "${tagged.id}", tags: ["Riparian Easement"]) { id } }`);
    expect((await tag('tag')).errors).toBeUndefined();
    expect(await titles(me, 'riparian')).toEqual(['Five']);
    expect((await tag('untag')).errors).toBeUndefined();
    expect(await titles(me, 'riparian')).toEqual([]);
    expect((await titles(me, 'deed')).sort()).toEqual(['Five', 'Four', 'One', 'The easement', 'Three', 'Two']);
  });

  it('takes words in quotes, or, and what is to be left out', async () => {
    const me = aViewer();
    await withText(await documents.document(me, { title: 'A' }), 'a quitclaim deed of the house');
    await withText(await documents.document(me, { title: 'B' }), 'the deed and a quitclaim');
    await withText(await documents.document(me, { title: 'C' }), 'a mortgage');
    expect(await titles(me, '"quitclaim deed"')).toEqual(['A']);
    expect((await titles(me, 'house or mortgage')).sort()).toEqual(['A', 'C']);
    expect(await titles(me, 'quitclaim -house')).toEqual(['B']);
    for (const nothing of ['-house', '"', '!!', "'; DROP", '((', '\\', ':*', '&|!']) expect(await titles(me, nothing)).toEqual([]);
  });

  it('refuses what is empty or endless', async () => {
    for (const [query, more] of [['  '], ['x'.repeat(501)], ['a\0'], ['a', { first: 101 }], ['a', { after: 'x' }]] as const) {
      const { errors } = await documents.ask(aViewer(), SEARCH, { query, ...more });
      expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    }
  });

  it('answers page by page in one order, and counts when asked', async () => {
    const me = aViewer();
    for (let n = 0; n < 7; n += 1) await documents.document(me, { title: n % 2 ? 'Survey' : 'Survey of the survey' });
    const all = await search(me, 'survey', { first: 100 });
    expect([all.edges.length, all.totalCount, all.pageInfo.hasNextPage]).toEqual([7, 7, false]);
    const paged: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await search(me, 'survey', { first: 2, after });
      paged.push(...page.edges.map(({ node }) => node.document.id));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(paged).toEqual(all.edges.map(({ node }) => node.document.id));
    // A cursor is of this search, and of nobody else's.
    const cursor = all.edges[0]?.cursor;
    for (const [viewer, query] of [
      [me, 'surveys'],
      [aViewer(), 'survey'],
    ] as const) {
      const { errors } = await documents.ask(viewer, SEARCH, { query, after: cursor });
      expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    }
  });

  it('narrows by the filter of lists, and leaves out what is archived unless asked', async () => {
    const me = aViewer();
    await documents.document(me, { title: 'Kept lien', category: 'LEGAL' as never });
    await documents.document(me, { title: 'Old lien', status: 'ARCHIVED' as never });
    expect(await titles(me, 'lien')).toEqual(['Kept lien']);
    expect(await titles(me, 'lien', { filter: { status: ['ARCHIVED'] } })).toEqual(['Old lien']);
    expect(await titles(me, 'lien', { filter: { category: ['TAX'] } })).toEqual([]);
  });

  it('shows where the text has it, marked, as plain text', async () => {
    const me = aViewer();
    const document = await withText(await documents.document(me, { title: 'Note' }), 'Whereas the lender & the borrower agree.');
    const [match] = (await search(me, 'lenders')).edges;
    expect(match?.node.snippet).toEqual({
      parts: [
        { text: 'Whereas the ', isMatch: false },
        { text: 'lender', isMatch: true },
        { text: ' & the borrower agree', isMatch: false },
      ],
    });
    const [byTitle] = (await search(me, 'note')).edges;
    expect([byTitle?.node.document.id, byTitle?.node.snippet]).toEqual([document.id, null]);
  });

  it('knows the current version alone, and a title as it is', async () => {
    const me = aViewer();
    const document = await withText(await documents.document(me, { title: 'Draft' }), 'first wording');
    await giveText(documents, document, 'second phrasing');
    expect(await titles(me, 'wording')).toEqual([]);
    expect(await titles(me, 'phrasing')).toEqual(['Draft']);
    const update = 'mutation ($input: UpdateDocumentInput!) { updateDocument(input: $input) { id } }';
    expect((await documents.ask(me, update, { input: { id: document.id, title: 'Final' } })).errors).toBeUndefined();
    expect([await titles(me, 'draft'), await titles(me, 'final phrasing')]).toEqual([[], ['Final']]);
    await documents.given((db) => db.query('UPDATE documents SET trashed_at = now() WHERE id = $1', [document.id]));
    expect(await titles(me, 'final')).toEqual([]);
    await documents.given((db) => db.query('UPDATE documents SET trashed_at = NULL WHERE id = $1', [document.id]));
    expect(await titles(me, 'final phrasing')).toEqual(['Final']);
  });

  it('takes texts whose words fill more than an index holds', async () => {
    const me = aViewer();
    const words = Array.from({ length: 150_000 }, (_, n) => `w${n.toString(36)}`).join(' ');
    await withText(await documents.document(me, { title: 'Long' }), `beginning ${words}`);
    expect(await titles(me, 'beginning w5a')).toEqual(['Long']);
  });
});

describe('what asks for a PIN', () => {
  it('is found by what is known of it, never by its content', async () => {
    const me = aViewer();
    const document = await withText(await documents.document(me, { title: 'Will' }), 'all to the gardener');
    expect(await titles(me, 'gardener')).toEqual(['Will']);
    const before = await search(me, 'will');
    await documents.given((db) => db.query(`UPDATE documents SET pin_protected = true, pin_hash = 'x' WHERE id = $1`, [document.id]));
    expect(await titles(me, 'gardener')).toEqual([]);
    expect(await titles(me, 'will gardener')).toEqual([]);
    const [match] = (await search(me, 'will')).edges;
    expect([match?.node.document.id, match?.node.snippet]).toEqual([document.id, null]);
    await giveText(documents, document, 'all to the cook');
    expect(await titles(me, 'cook')).toEqual([]);
    // Nor does the rank say anything of the content.
    expect(match?.cursor).not.toBe(before.edges[0]?.cursor);
    const other = await documents.document(me, { title: 'Will', fileName: 'deed.pdf' });
    const ranks = await documents.given((db) =>
      db.query(`SELECT ts_rank(tsv, 'will'::tsquery, 1) AS rank FROM document_search WHERE document_id IN ($1, $2)`, [
        document.id,
        other.id,
      ]),
    );
    expect(ranks[0]).toEqual(ranks[1]);
    await documents.given((db) => db.query('UPDATE documents SET pin_protected = false WHERE id = $1', [document.id]));
    expect(await titles(me, 'cook')).toEqual(['Will']);
  });
});

describe('who finds what', () => {
  it('is who may see it: every person, every paper, by title and by content', async () => {
    const { people, papers } = await documentsCast(documents);
    const word = `q${Date.now().toString(36)}`;
    for (const [name, document] of Object.entries(papers)) {
      await giveText(documents, document, `${word} in ${name}`);
      await documents.given((db) => db.query('UPDATE documents SET title = $2 WHERE id = $1', [document.id, `t${word}`]));
    }
    for (const [person, viewer] of Object.entries(people)) {
      const seen = (Object.keys(papers) as Paper[]).filter((name) => READERS[name].includes(person as Person));
      const idsOf = async (query: string) => (await search(viewer, query, { first: 100 })).edges.map(({ node }) => node.document.id).sort();
      const expected = (names: Paper[]) => names.map((name) => papers[name].id).sort();
      expect([person, await idsOf(`t${word}`)]).toEqual([person, expected(seen)]);
      // Administrators have a lead's papers for a stated reason alone.
      const read = person === 'admin' ? seen.filter((name) => papers[name].origin !== 'LEAD') : seen;
      expect([person, await idsOf(word)]).toEqual([person, expected(read)]);
    }
  });

  it('says nothing of what is hidden, neither by number nor by order', async () => {
    const [me, other] = [aViewer(), aViewer()];
    const exchangeId = await documents.participation(me, { role: 'AGENCY', permissions: ['VIEW'] });
    for (let n = 0; n < 5; n += 1) await withText(await documents.document(me, { title: `Plat ${n}` }), 'meridian '.repeat(n + 1));
    const before = await search(me, 'meridian');
    for (let n = 0; n < 20; n += 1) await withText(await documents.document(other, { title: 'Meridian' }), 'meridian meridian');
    const restricted = { accessLevel: 'RESTRICTED' as never, allowedRoles: ['COORDINATOR'], title: 'Meridian' };
    for (let n = 0; n < 20; n += 1) await withText(await documents.exchangeDocument(exchangeId, restricted), 'meridian meridian');
    expect(await search(me, 'meridian')).toEqual(before);
    expect(before.totalCount).toBe(5);
  });

  it('costs two statements with snippets, one more with the count, and one without', async () => {
    const me = aViewer();
    await withText(await documents.document(me, { title: 'Bond' }), 'bond');
    const statements = await documents.statementsOf(() => search(me, 'bond'));
    expect(statements).toHaveLength(3);
    const alone = '{ searchDocuments(query: "bond") { edges { node { document { id } } } } }';
    const [statement, ...more] = await documents.statementsOf(() => documents.ask(me, alone));
    expect(more).toEqual([]);
    expect(statement).toContain('document_matches(');
  });
});
