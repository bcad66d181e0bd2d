import { NOBODY } from '@plat/shared/access/viewer';
import type { AccessCase } from '@plat/shared/testing/access-wall';
import { giveText } from './document-texts.factory';
import { type documentsCast, type Paper, type Person, READERS } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const SEARCH = `query ($query: String!) { searchDocuments(query: $query, first: 100) { totalCount edges { node { document { id } snippet { parts { text } } } } } }`;

/** What a search answers where row level security is off: each paper by a word of its title, and by one of its text. */
export async function documentSearchAccess(
  documents: TestDocuments,
  { people, papers }: Awaited<ReturnType<typeof documentsCast>>,
): Promise<AccessCase[]> {
  const word = `z${papers.deed.id.slice(0, 8)}`;
  const names = Object.keys(papers) as Paper[];
  for (const [index, name] of names.entries()) {
    await giveText(documents, papers[name], `${word}text${index}`);
    await documents.given((db) =>
      db.query('UPDATE documents SET description = $2 WHERE id = $1', [papers[name].id, `${word}title${index}`]),
    );
  }
  const searches = Object.entries(people).flatMap(([person, as]) =>
    names.flatMap((name, index): AccessCase[] => {
      const sees = READERS[name].includes(person as Person);
      // Administrators have a lead's papers for a stated reason alone.
      const reads = sees && !(person === 'admin' && papers[name].origin === 'LEAD');
      const finds = (what: string, isFound: boolean): AccessCase => ({
        name: `${person} searches ${what} of ${name}`,
        as,
        query: SEARCH,
        variables: { query: `${word}${what}${index}` },
        holds: ({ data, errors }) => {
          const { totalCount, edges } = data?.searchDocuments ?? {};
          if (errors || totalCount !== Number(isFound) || edges.length !== totalCount) return false;
          return !isFound || (edges[0].node.document.id === papers[name].id && Boolean(edges[0].node.snippet) === (what === 'text'));
        },
      });
      return [finds('title', sees), finds('text', reads)];
    }),
  );
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
