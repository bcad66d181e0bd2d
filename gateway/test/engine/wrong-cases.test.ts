import { describe, expect, it } from '@jest/globals';
import { difference } from '@plat/shared/testing/operations/answer-difference';
import type { GraphQLObjectType } from 'graphql';
import { supergraph, TestGraph } from './kit/supergraph';

/** What clients get, what one plain execution answers, and what subgraphs were asked. */
async function answered(graph: TestGraph, query: string) {
  graph.asked.length = 0;
  const operation = { query, variables: {} };
  const engine = await graph.engine(operation).catch((error: Error) => ({ data: undefined, errors: [{ message: error.message }] }));
  return { engine, differs: difference(engine, await graph.plain(operation)), asked: graph.asked.map(({ body }) => body) };
}

describe('a field that requires others, in a subgraph with a key by which it finds nothing', () => {
  const graph = new TestGraph(
    supergraph('re-entry', {
      a: `type Query { item: Item } type Item @key(fields: "id", resolvable: false) @key(fields: "sku") {
        id: ID! sku: ID! weight: Int @external cost: Int @requires(fields: "weight") }`,
      b: `type Item @key(fields: "sku") { sku: ID! weight: Int }`,
    }),
  );

  it('comes back by the key by which it does', async () => {
    const { engine, differs, asked } = await answered(graph, '{ item { cost } }');
    expect([differs, engine.errors]).toEqual([undefined, undefined]);
    expect(JSON.parse(asked[2] as string).variables.representations).toEqual([
      { __typename: 'Item', sku: expect.any(String), weight: expect.any(Number) },
    ]);
  });
});

describe('an interface that nobody implements, known to a subgraph as a type of object', () => {
  const graph = new TestGraph(
    supergraph('unresolvable', {
      a: `type Query { x: Int } interface Media @key(fields: "id") { id: ID! title: String }`,
      b: `type Query { media: Media } type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }`,
    }),
  );

  it.each(['{ media { title } }', '{ media { __typename } }', '{ x media { stars title } }'])(
    'is an error where its fields cannot be had: %s',
    async (query) => {
      const { engine } = await answered(graph, query);
      expect(engine.errors).toEqual([expect.objectContaining({ message: expect.any(String) })]);
      expect(engine.data).toBeUndefined();
    },
  );
});

describe('a field with arguments that a client and a subgraph want with different ones', () => {
  const graph = new TestGraph(
    supergraph('arguments', {
      a: `type Query { things: [Thing!] } type Thing @key(fields: "id") {
        id: ID! price(currency: String = "CHF"): Int! tags(first: Int = 3): [String!]! owner(kind: String): Owner! } type Owner { name(short: Boolean): String! }`,
      b: `type Thing @key(fields: "id") { id: ID!
        price(currency: String = "CHF"): Int! @external tags(first: Int = 3): [String!]! @external owner(kind: String): Owner! @external
        tax(round: Int): Int! @requires(fields: "price(currency: \\"EUR\\")") duty(round: Int): Int! @requires(fields: "price(currency: \\"USD\\")")
        label: String! @requires(fields: "tags(first: 2)") sign: String! @requires(fields: "owner(kind: \\"legal\\") { name(short: true) }")
        seal: String! @requires(fields: "owner(kind: \\"real\\") { name(short: false) }") free: Boolean! }
        type Owner { name(short: Boolean): String! @external }`,
    }),
  );

  it.each([
    '{ things { price(currency: "USD") tax } }',
    '{ things { price tax p: price(currency: "EUR") } }',
    '{ things { tags(first: 1) label } }',
    '{ things { tags label same: tags(first: 2) } }',
    '{ things { price: tags(first: 1) tax label } }',
    '{ things { owner(kind: "real") { name } sign } }',
    'query ($first: Int = 4) { things { tags(first: $first) ...Labelled } } fragment Labelled on Thing { label tags(first: $first) }',
  ])('gives each its own: %s', async (query) => {
    const { engine, differs } = await answered(graph, query);
    expect([differs, engine.errors]).toEqual([undefined, undefined]);
  });

  it('tells the client where it says what failed, by the key that the client gave', async () => {
    const { differs } = await answered(graph, '{ things { price: owner(kind: "x") { name } tax } }');
    expect(differs).toBeUndefined();
  });

  it.each([
    '{ things { tax duty } }',
    '{ things { price tax duty label sign seal free } }',
    '{ things { duty free seal sign } }',
    'query ($n: Int = 2, $m: Int) { things { tax(round: $n) duty(round: $m) other: duty(round: 1) price } }',
    'query ($yes: Boolean = true, $no: Boolean = false) { things { tax @include(if: $yes) duty @skip(if: $no) free seal @skip(if: $yes) } }',
  ])('gives each of several fields of a subgraph what it wants: %s', async (query) => {
    const { engine, differs } = await answered(graph, query);
    expect([differs, engine.errors]).toEqual([undefined, undefined]);
    expect(Object.values((engine.data as { things: object[] }).things[0] ?? {}).length).toBeGreaterThan(1);
  });

  it('keeps the names that tell them apart from clients', () => {
    expect(Object.keys((graph.apiSchema.getType('Thing') as GraphQLObjectType).getFields())).not.toContainEqual(
      expect.stringMatching(/^_/),
    );
  });
});

describe('a field that requires others, below a field of its own subgraph, for yet another subgraph', () => {
  const graph = new TestGraph(
    supergraph('below', {
      a: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! price: Int! }',
      b: `type Thing @key(fields: "id") { id: ID! price: Int! @external duty: Int! @requires(fields: "price") twins: [Thing!]! }`,
      c: 'type Thing @key(fields: "id") { id: ID! duty: Int! @external total: Float! @requires(fields: "duty") }',
    }),
  );

  it('is refused where the plan would have it computed out of nothing, and answered elsewhere', async () => {
    const { engine, asked } = await answered(graph, '{ thing { twins { total } } }');
    expect([engine.data, engine.errors?.[0]?.message, asked]).toEqual([undefined, expect.stringContaining('duty'), []]);
    for (const query of ['{ thing { total } }', '{ thing { twins { duty } } }'])
      expect((await answered(graph, query)).differs).toBeUndefined();
  });
});

describe('a field under a condition that has conditions on all below it', () => {
  const graph = new TestGraph(
    supergraph('nested conditions', {
      a: `type Query { things: [Thing!]! } type Thing @key(fields: "id") { id: ID! color: String! }`,
      b: `type Thing @key(fields: "id") { id: ID! parts: [Part!]! } type Part { size: Int! }`,
    }),
  );
  const choices = [true, false].flatMap((a) => [true, false].map((b) => ({ a, b })));
  const QUERIES = [
    '{ things @include(if: $a) { color @skip(if: $b) } }',
    '{ things @skip(if: $a) { ... @include(if: $b) { color } } }',
    '{ things { color parts @include(if: $a) { size @skip(if: $b) } } }',
    '{ things { parts @include(if: $a) { ...P } } } fragment P on Part { ...Q } fragment Q on Part { size @include(if: $b) }',
  ];
  const cases = QUERIES.flatMap((query) => choices.map((variables) => ({ query, variables })));

  it.each(cases)('is there whatever holds below it: $query $variables', async ({ query, variables }) => {
    const operation = { query: `query($a: Boolean!, $b: Boolean!) ${query}`, variables };
    const [engine, plain] = [await graph.engine(operation), await graph.plain(operation)];
    expect(plain.errors).toBeUndefined();
    expect(engine).toEqual(plain);
  });
});
