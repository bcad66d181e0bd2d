import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { NOBODY, type Viewer } from '../src/access/viewer';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { Note } from './fixtures/note.entity';
import { Abandoned, noteDatabase, noteService } from './fixtures/note-service';

const abandoned = new Abandoned();
let service: TestSubgraph;
beforeAll(async () => {
  service = await startTestSubgraph(noteService(abandoned), { database: await noteDatabase(), poolSize: 1 });
});
afterAll(() => service.stop());

interface Failure {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly as?: Viewer;
  /** The code that the first error has. */
  readonly code: string;
}

const SUICIDE = 'SELECT pg_terminate_backend(pg_backend_pid())';
const DEEP = `__schema { types { ${'ofType { '.repeat(2_000)}name${' }'.repeat(2_002)}`;
const LONG = 'mutation ($title: String!) { addNote(title: $title) { id } }';

const failures = (noteId: string): Failure[] => [
  { query: '{ note(id: ', code: 'GRAPHQL_PARSE_FAILED' },
  { query: '{ nothing }', code: 'GRAPHQL_VALIDATION_FAILED' },
  { query: `{ ${DEEP} ${DEEP} }`, code: 'LIMIT' },
  { query: 'query ($n: Int!) { notes(first: $n) { totalCount } }', variables: { n: 'x' }, code: 'BAD_USER_INPUT' },
  { query: 'query A { notes { totalCount } } query B { notes { totalCount } }', code: 'BAD_USER_INPUT' },
  { query: 'subscription { notes }', code: 'BAD_USER_INPUT' },
  { query: '{ notes { totalCount } }', as: NOBODY, code: 'UNAUTHENTICATED' },
  { query: '{ notes(first: 1000) { totalCount } }', code: 'BAD_USER_INPUT' },
  { query: '{ notes(after: "x") { totalCount } }', code: 'BAD_USER_INPUT' },
  { query: '{ read(sql: "SELECT 1/0") notes { totalCount } }', code: 'INTERNAL' },
  { query: '{ read(sql: "SELECT nonsense") again: read(sql: "SELECT nonsense") }', code: 'INTERNAL' },
  { query: `{ read(sql: "${SUICIDE}") notes { totalCount } }`, code: 'UNAVAILABLE' },
  { query: '{ late }', code: 'CONFLICT' },
  { query: 'query ($text: String!) { echo(text: $text) }', variables: { text: '\0' }, code: 'BAD_USER_INPUT' },
  { query: 'query ($text: String!) { echo(text: $text) }', variables: { text: 'half \ud83d of it' }, code: 'BAD_USER_INPUT' },
  {
    query: 'query ($text: String!) { notes(filter: { title: { contains: $text } }) { totalCount } }',
    variables: { text: '\udc00' },
    code: 'BAD_USER_INPUT',
  },
  {
    query: 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
    variables: { r: [{ __typename: 'Note', id: noteId }, { __typename: 'Nothing' }] },
    code: 'BAD_USER_INPUT',
  },
  { query: `mutation { write(sql: "SELECT 1/0") }`, code: 'INTERNAL' },
  { query: `mutation { swallow(sql: "SELECT 1/0") }`, code: 'UNAVAILABLE' },
  { query: `mutation { write(sql: "${SUICIDE}") }`, code: 'UNAVAILABLE' },
  { query: `mutation { attempt(sql: "${SUICIDE}", otherwise: "SELECT 1") }`, code: 'UNAVAILABLE' },
  { query: `mutation { write(sql: "INSERT INTO checks VALUES (1, 2)") }`, code: 'REFERENCED' },
  { query: `mutation { writeAndRefuse(sql: "SELECT 1") }`, code: 'CONFLICT' },
  { query: LONG, variables: { title: 'x'.repeat(101) }, code: 'BAD_USER_INPUT' },
  { query: LONG, variables: { title: 'x'.repeat(1_000_000) }, code: 'BAD_USER_INPUT' },
];

it('gives its only connection back, however a request fails', async () => {
  const viewer = aViewer();
  const note = await service.given((db) => db.save(db.create(Note, { ownerId: viewer.userId, title: randomUUID() })));
  const kinds = failures(note.id);
  for (let round = 0; round < 20; round += 1) {
    for (const { query, variables, as = viewer, code } of kinds) {
      const { errors } = await service.ask(as, query, variables);
      expect([query.slice(0, 100), errors?.[0]?.extensions?.code]).toEqual([query.slice(0, 100), code]);
    }
  }
  await abandoned.over;
  const { data, errors } = await service.ask(viewer, '{ notes { totalCount edges { node { id } } } }');
  expect(errors).toBeUndefined();
  expect(data.notes).toEqual({ totalCount: 1, edges: [{ node: { id: note.id } }] });
});
