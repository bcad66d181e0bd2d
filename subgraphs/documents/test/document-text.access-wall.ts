import { NOBODY } from '@plat/shared/access/viewer';
import type { AccessCase } from '@plat/shared/testing/access-wall';
import { giveText } from './document-texts.factory';
import { type documentsCast, type Paper, type Person, READERS } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const SEARCH = `query ($query: String!) { searchDocuments(query: $query, first: 100) { totalCount
  edges { node { document { id } snippet { parts { text } } } } } }`;

interface Edge {
  readonly node: { readonly document: { readonly id: string }; readonly snippet: object | null };
}

/** What a search answers where row level security is off: all papers have a word in their description, and one in their text. */
export async function documentSearchAccess(
  documents: TestDocuments,
  { people, papers }: Awaited<ReturnType<typeof documentsCast>>,
): Promise<AccessCase[]> {
  const word = `z${papers.deed.id.slice(0, 8)}`;
  const names = Object.keys(papers) as Paper[];
  for (const name of names) {
    await giveText(documents, papers[name], `${word}text`);
    await documents.given((db) => db.query('UPDATE documents SET description = $2 WHERE id = $1', [papers[name].id, `${word}told`]));
  }
  const searches = Object.entries(people).flatMap(([person, as]): AccessCase[] => {
    const sees = names.filter((name) => READERS[name].includes(person as Person));
    // Administrators have a lead's papers for a stated reason alone.
    const reads = sees.filter((name) => !(person === 'admin' && papers[name].origin === 'LEAD'));
    const finds = (what: 'told' | 'text', found: readonly Paper[]): AccessCase => ({
      name: `${person} finds by what is ${what === 'told' ? 'told of' : 'in'} papers`,
      as,
      query: SEARCH,
      variables: { query: `${word}${what}` },
      holds: ({ data, errors }) => {
        const { totalCount, edges } = data?.searchDocuments ?? {};
        const ids = (edges as Edge[] | undefined)?.map(({ node }) => node.document.id).sort();
        const expected = found.map((name) => papers[name].id).sort();
        return (
          !errors &&
          totalCount === expected.length &&
          ids?.join() === expected.join() &&
          (edges as Edge[]).every(({ node }) => Boolean(node.snippet) === (what === 'text'))
        );
      },
    });
    return [finds('told', sees), finds('text', reads)];
  });
  return [
    ...searches,
    {
      name: 'nobody searches',
      as: NOBODY,
      query: SEARCH,
      variables: { query: word },
      holds: ({ errors }) => errors?.[0]?.extensions?.code === 'UNAUTHENTICATED',
    },
  ];
}
