import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY } from '../src/access/viewer';
import { rootOperations } from '../src/testing/root-operations';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { noteDatabase, noteService } from './fixtures/note-service';

describe('nobody', () => {
  let service: TestSubgraph;
  beforeAll(async () => {
    service = await startTestSubgraph(noteService(), { database: await noteDatabase() });
  });
  afterAll(() => service.stop());
  const operations = rootOperations(noteService().schema);
  const OPEN = ['_service', 'echo'];

  it('meets every root field here', () => {
    expect(operations.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['_entities', '_service', 'note', 'notes', 'addNote', 'write', 'attempt']),
    );
  });

  it.each(operations.filter(({ field }) => !OPEN.includes(field)))(
    'is refused at $field, by alias and fragment as well',
    async ({ query, variables, field }) => {
      const [kind] = query.split(' ');
      const body = query.slice(query.indexOf('{') + 1, -1);
      const head = query.slice(0, query.indexOf('{'));
      const type = kind === 'query' ? 'Query' : 'Mutation';
      for (const text of [query, `${head} { x: ${body} }`, `${head} { ...F } fragment F on ${type} { ${body} }`]) {
        const { data, errors } = await service.ask(NOBODY, text, { ...variables });
        expect(Object.values(data ?? {}).every((value) => value === null)).toBe(true);
        expect([field, errors?.map(({ extensions }) => extensions?.code)]).toEqual([field, ['UNAUTHENTICATED']]);
      }
    },
  );

  it.each(operations.filter(({ field }) => OPEN.includes(field)))('is answered at $field', async ({ query, variables }) => {
    expect((await service.ask(NOBODY, query, { ...variables })).errors).toBeUndefined();
  });
});
