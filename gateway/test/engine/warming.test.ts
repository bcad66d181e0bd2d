import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SubgraphTransport } from '../../src/engine/execution/subgraph-transport';
import { Graph } from '../../src/engine/graph';
import { SupergraphPlanner } from '../../src/engine/supergraph/planner';
import { compose, supergraph } from './kit/supergraph';

const SDL = supergraph('warm', {
  a: 'type Query { me: Person } type Person @key(fields: "id") { id: ID! name: String }',
  b: 'type Person @key(fields: "id") { id: ID! name: String @external age: Int label: String @requires(fields: "name") }',
});
const planner = SupergraphPlanner.build(compose(SDL.subgraphs));
const transport: SubgraphTransport = { ask: async () => ({ data: { me: null } }) };

describe('a graph that takes over', () => {
  let planned: string[];
  const plan = async (text: string) => {
    planned.push(text);
    return planner.plan(text);
  };
  const graphOf = () => new Graph({ facts: planner.facts, plan });
  const ask = async (graph: Graph, query: string, variables = {}, mayDefer = false) => {
    const { rest } = await graph.answer({ query, variables }, { transport, mayDefer, format: (error) => error });
    for await (const _ of rest ?? []);
  };
  beforeEach(() => {
    planned = [];
  });

  it('has planned what the one before was asked, as it was asked, and nothing else', async () => {
    const [plain, later, chosen] = [
      '{ me { name } }',
      '{ me { name ... @defer { age } } }',
      'query ($all: Boolean!, $more: Boolean!) { me { label @include(if: $all) age @skip(if: $more) } }',
    ];
    const asked: [string, object?, boolean?][] = [
      [plain],
      [later, {}, true],
      [chosen, { all: true, more: false }],
      [chosen, { all: false, more: false }],
    ];
    const [before, next] = [graphOf(), graphOf()];
    for (const one of asked) await ask(before, ...one);
    const known = planned.splice(0);
    expect(known).toHaveLength(4);
    for (const used of before.operations.mostUsed) await next.operations.warm(used);
    expect(planned.splice(0).sort()).toEqual(known.sort());
    for (const one of asked) await ask(next, ...one);
    expect(planned).toEqual([]);
    await ask(next, later);
    expect(planned).toHaveLength(1);
  });

  it('plans the last few of many choices, and none of what is no operation any more', async () => {
    const names = ['a', 'b', 'c'];
    const query = `query (${names.map((name) => `$${name}: Boolean!`)}) { me { label ${names.map((name) => `${name}: age @include(if: $${name})`)} } }`;
    const [before, next] = [graphOf(), graphOf()];
    for (let n = 0; n < 8; n++) await ask(before, query, Object.fromEntries(names.map((name, at) => [name, (n & (1 << at)) !== 0])));
    expect(planned.splice(0)).toHaveLength(8);
    const [used] = before.operations.mostUsed;
    await next.operations.warm({ key: '\n{ gone }', choices: used?.choices ?? [] });
    expect(planned).toEqual([]);
    if (used) await next.operations.warm(used);
    expect(planned.splice(0)).toHaveLength(4);
    await ask(next, query, { a: true, b: true, c: true });
    expect(planned).toEqual([]);
  });
});
