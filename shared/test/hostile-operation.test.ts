import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { Note } from './fixtures/note.entity';
import { noteDatabase, noteService } from './fixtures/note-service';

let service: TestSubgraph;
beforeAll(async () => {
  service = await startTestSubgraph(noteService(), { database: await noteDatabase() });
});
afterAll(() => service.stop());

const viewer = aViewer();
const codeOf = async (query: string) => (await service.ask(viewer, query)).errors?.[0]?.extensions?.code;

describe('an operation', () => {
  it('may call its fields whatever it likes', async () => {
    const query = await service.ask(
      viewer,
      '{ __proto__: notes { __proto__: totalCount } constructor: notes { totalCount } toString: __typename }',
    );
    expect(Object.keys(query.data)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.entries(query.data.constructor)).toEqual([['totalCount', expect.any(Number)]]);
    const [one, two] = [randomUUID(), randomUUID()];
    const { data, errors } = await service.ask(
      viewer,
      `mutation { __proto__: addNote(title: "${one}") { title } constructor: addNote(title: "${two}") { title } hasOwnProperty: __typename }`,
    );
    expect(errors).toBeUndefined();
    expect(Object.entries(data)).toEqual([
      ['__proto__', { title: one }],
      ['constructor', { title: two }],
      ['hasOwnProperty', 'Mutation'],
    ]);
  });

  it('may call its variables, fragments and itself whatever it likes', async () => {
    const title = randomUUID();
    const text =
      'mutation constructor($__proto__: String!) { ...__proto__ } fragment __proto__ on Mutation { addNote(title: $__proto__) { ...toString } } fragment toString on Note { title }';
    expect((await service.ask(viewer, text, JSON.parse(`{"__proto__":"${title}"}`))).data).toEqual({ addNote: { title } });
  });

  it.each([300, 3_000])('nested %i deep is answered or refused, and breaks nothing', async (depth) => {
    const deep = `__schema { types { ${'ofType { '.repeat(depth)}name${' }'.repeat(depth)} } }`;
    expect([undefined, 'LIMIT']).toContain(await codeOf(`{ ${deep} ${deep} }`));
    expect([undefined, 'LIMIT']).toContain(await codeOf(`{ ${'... on Query { '.repeat(depth)}__typename${' }'.repeat(depth)} }`));
    expect(await codeOf('{ __typename }')).toBeUndefined();
  });

  it('of too many tokens is refused', async () => {
    expect(await codeOf(`{ ${'__typename '.repeat(50_001)} }`)).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('that asks for a value which its scalar refuses is a fault of ours', async () => {
    const { id } = await service.given((db) => db.save(db.create(Note, { ownerId: viewer.userId, title: null, author: 'n0t an address' })));
    const { data, errors } = await service.ask(viewer, 'query ($id: ID!) { note(id: $id) { author } }', { id });
    expect(data).toEqual({ note: { author: null } });
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(errors?.[0]?.message).not.toContain('n0t');
  });
});
