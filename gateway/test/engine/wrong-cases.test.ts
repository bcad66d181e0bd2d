import { describe, expect, it } from '@jest/globals';
import { difference } from './kit/compare';
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
        tax: Int! @requires(fields: "price(currency: \\"EUR\\")") duty: Int! @requires(fields: "price(currency: \\"USD\\")")
        label: String! @requires(fields: "tags(first: 2)") sign: String! @requires(fields: "owner(kind: \\"legal\\") { name(short: true) }") }
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

  it('is refused where two subgraphs’ fields want it with different ones, instead of answered wrong', async () => {
    const { engine } = await answered(graph, '{ things { tax duty } }');
    expect(engine).toEqual({ errors: [{ message: 'The fields tax and duty cannot be had in one operation; ask for one at a time.' }] });
    expect((await answered(graph, '{ things { duty } }')).differs).toBeUndefined();
  });
});
