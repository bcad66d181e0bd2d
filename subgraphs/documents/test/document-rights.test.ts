import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { type DocumentsCast, detachedTwins, documentsCast, type Paper, READERS, trashedTwins } from './documents.cast';
import { startTestDocuments, type TestDocuments } from './documents.factory';

let documents: TestDocuments;
let cast: DocumentsCast;
beforeAll(async () => {
  // What is PUBLIC everybody finds, in other tests as well.
  documents = await startTestDocuments({ database: await freshDatabase('documents') });
  cast = await documentsCast(documents);
});
afterAll(() => documents.stop());

const RIGHTS = 'query ($id: ID!) { document(id: $id) { viewerMay { edit trash readContent needsReason share setPin } } }';
const TRASHED = 'query ($id: ID!) { trashedDocuments(filter: { id: { eq: $id } }) { edges { node { mayRestore mayPurge } } } }';
/** A version that no document has: whoever may is told CONFLICT, and nothing happens. */
const NEVER = 999_999;
const PURGE = `mutation ($id: ID!) { purgeDocument(id: $id, version: ${NEVER}) { id } }`;
const RESTORE = `mutation ($id: ID!) { restoreDocument(id: $id, version: ${NEVER}) { id } }`;
/** Each act, and what it is told that changes nothing and is refused for another reason than rights, or done where that harms nobody. */
const ACTS = {
  edit: [`mutation ($id: ID!) { updateDocument(input: { id: $id, version: ${NEVER}, description: "Read." }) { id } }`, 'CONFLICT'],
  trash: [`mutation ($id: ID!) { trashDocument(id: $id, version: ${NEVER}) { id } }`, 'CONFLICT'],
  share: [
    `mutation ($id: ID!) { createShareLink(input: { documentIds: [$id], expiresAt: "${new Date(Date.now() + 3_600_000).toISOString()}" }) { token } }`,
    undefined,
  ],
  setPin: ['mutation ($id: ID!) { setDocumentPin(input: { documentId: $id, pin: "111111" }) { id } }', 'BAD_USER_INPUT'],
  readContent: ['query ($id: ID!) { document(id: $id) { downloadUrl(reason: "Asked for by an auditor.") } }', undefined],
} as const;
const UNREASONED = 'query ($id: ID!) { document(id: $id) { downloadUrl } }';

const code = ({ errors }: Awaited<ReturnType<TestDocuments['ask']>>) => errors?.[0]?.extensions?.code;
/** What viewerMay says, and what the acts answer, of everything that they may do; null of what they do not know of. */
async function saidAndDone(as: Viewer, id: string) {
  const said = (await documents.ask(as, RIGHTS, { id })).data.document?.viewerMay;
  if (!said) return { said: null, done: null };
  const done: Record<string, unknown> = {};
  for (const [right, [query, told]] of Object.entries(ACTS)) {
    const answer = code(await documents.ask(as, query, { id }));
    done[right] = answer === told ? true : answer === 'FORBIDDEN' ? false : answer;
  }
  done.needsReason = done.readContent === true && code(await documents.ask(as, UNREASONED, { id })) === 'FORBIDDEN';
  return { said, done };
}

describe('what viewerMay says', () => {
  it('is what the acts answer, for everybody and every document', async () => {
    const detached = await detachedTwins(documents, cast);
    const ids = [...Object.values(cast.papers).map(({ id }) => id), ...detached];
    for (const id of ids) await documents.version({ id });
    let known = 0;
    for (const [person, as] of Object.entries(cast.people)) {
      for (const id of ids) {
        const { said, done } = await saidAndDone(as, id);
        expect([person, id, said]).toEqual([person, id, done]);
        known += Number(said !== null);
      }
    }
    const readable = Object.values(READERS).reduce((sum, readers) => sum + readers.length, 0);
    expect(known).toBe(readable + detached.length); // these are for the administrator
  }, 300_000);

  it('counts the scopes of a program, and what no program does', async () => {
    const { owner } = cast.people;
    const { id } = cast.papers.deed;
    const rights = (scopes: readonly string[]) =>
      saidAndDone(aViewer('USER', { ...owner.identity, tokenId: owner.userId, scopes: scopes as never }), id);
    const reads = await rights(['document:read']);
    expect(reads.said).toMatchObject({ edit: false, trash: false, share: false, setPin: false });
    expect(reads.done).toEqual(reads.said);
    const writes = await rights(['document:read', 'document:write']);
    expect(writes.said).toMatchObject({ edit: true, trash: false, share: false, setPin: false });
    expect(writes.done).toEqual(writes.said);
    expect((await rights(['document:read', 'document:write', 'document:delete'])).said.trash).toBe(true);
  });

  it('is the same of what is in the trash: who finds it restores it, and some remove it', async () => {
    const twins = await trashedTwins(documents, cast);
    let found = 0;
    for (const [person, as] of Object.entries(cast.people)) {
      for (const [paper, id] of Object.entries(twins) as [Paper, string][]) {
        const [edge] = (await documents.ask(as, TRASHED, { id })).data.trashedDocuments.edges;
        const told = [code(await documents.ask(as, RESTORE, { id })), code(await documents.ask(as, PURGE, { id }))];
        const may = (isAllowed: boolean) => (isAllowed ? 'CONFLICT' : 'FORBIDDEN');
        const expected = edge ? [may(edge.node.mayRestore), may(edge.node.mayPurge)] : ['NOT_FOUND', 'NOT_FOUND'];
        expect([person, paper, ...told]).toEqual([person, paper, ...expected]);
        found += Number(Boolean(edge));
      }
    }
    expect(found).toBeGreaterThan(40);
  }, 300_000);
});
