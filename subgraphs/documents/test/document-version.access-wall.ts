import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { type documentsCast, EDITORS, type Paper, type Person, READERS } from './documents.cast';
import type { TestDocuments } from './documents.factory';

const READ = `query ($refs: [_Any!]!, $documents: [_Any!]!) {
  versions: _entities(representations: $refs) { ... on DocumentVersion { id } }
  documents: _entities(representations: $documents) { ... on Document { versions { edges { node { id } } totalCount } currentVersion { id } } } }`;
const COMPARE = 'query ($id: ID!) { compareDocumentVersions(documentId: $id, from: 1, to: 1) { from { id } } }';
const RESTORE = 'mutation ($id: ID!) { restoreDocumentVersion(documentId: $id, number: 1) { currentVersionNumber } }';

/** What documents answers about versions where row level security is off. */
export async function documentVersionAccess(
  documents: TestDocuments,
  { people, papers }: Awaited<ReturnType<typeof documentsCast>>,
): Promise<AccessCase[]> {
  const cases: AccessCase[] = [];
  for (const [name, { id }] of Object.entries(papers)) {
    const version = await documents.version({ id });
    const refs = [{ __typename: 'DocumentVersion', id: version.id }];
    for (const [person, as] of Object.entries(people)) {
      const found = READERS[name as Paper].includes(person as Person);
      cases.push({
        name: `${person} reads the version of ${name}`,
        as,
        query: READ,
        variables: { refs, documents: [{ __typename: 'Document', id }] },
        holds: ({ data, errors }) =>
          !errors &&
          [data.versions[0], data.documents[0]?.currentVersion, data.documents[0]?.versions.edges[0]?.node].every((row) =>
            found ? row?.id === version.id : !row,
          ),
      });
    }
    for (const [person, as] of Object.entries(people)) {
      const found = READERS[name as Paper].includes(person as Person);
      cases.push({
        name: `${person} compares versions of ${name}`,
        as,
        query: COMPARE,
        variables: { id },
        holds: found ? ({ data }) => data.compareDocumentVersions?.from.id === version.id : refusedWith('NOT_FOUND'),
      });
      if (EDITORS[name as Paper].includes(person as Person)) continue;
      cases.push({
        name: `${person} restores the version of ${name}`,
        as,
        query: RESTORE,
        variables: { id },
        holds: refusedWith(found ? 'FORBIDDEN' : 'NOT_FOUND'),
      });
    }
  }
  const [owner, deed] = [people.owner, papers.deed.id];
  cases.push({
    name: 'owner restores a version',
    as: owner,
    query: RESTORE,
    variables: { id: deed },
    holds: ({ data }) => data.restoreDocumentVersion?.currentVersionNumber === 2,
  });
  return cases;
}
