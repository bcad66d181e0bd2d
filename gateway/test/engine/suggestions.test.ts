import { describe, expect, it } from '@jest/globals';
import type { GraphQLError } from 'graphql';
import { Graph } from '../../src/engine/graph';
import { SupergraphPlanner } from '../../src/engine/supergraph/planner';
import { compose, supergraph } from './kit/supergraph';

const { subgraphs } = supergraph('names', {
  a: `type Query { secretPlan(size: Size, where: Where): SecretPlan } type SecretPlan { cost: Int }
    enum Size { LARGE SMALL } input Where { owner: String }`,
});

describe('a name that is nearly one of the schema', () => {
  const planner = SupergraphPlanner.build(compose(subgraphs));
  const graph = new Graph({ facts: planner.facts, plan: async (text) => planner.plan(text) });

  it.each([
    ['of a field', '{ secretPlann { cost } }', {}],
    ['of an argument', '{ secretPlan(sizes: LARGE) { cost } }', {}],
    ['of a value of an enum', '{ secretPlan(size: LARG) { cost } }', {}],
    ['of a key of an input', '{ secretPlan(where: { owne: "x" }) { cost } }', {}],
    ['of a type', '{ secretPlan { ... on SecretPlans { cost } } }', {}],
    ['of a directive', '{ secretPlan @includ(if: true) { cost } }', {}],
    ['of the type of a variable', 'query ($w: Wher) { secretPlan(where: $w) { cost } }', {}],
    ['of a value of an enum in a variable', 'query ($s: Size) { secretPlan(size: $s) { cost } }', { s: 'LARG' }],
    ['of a key of an input in a variable', 'query ($w: Where) { secretPlan(where: $w) { cost } }', { w: { owne: 'x' } }],
  ])('is not told which: %s', async (_, query, variables) => {
    const transport = { ask: () => Promise.reject(new Error('nobody asks')) };
    const format = (error: unknown) => ({ message: (error as GraphQLError).message });
    const { body, outcome } = await graph.answer({ query, variables }, { transport, format });
    expect([outcome, body]).toEqual(['refused', expect.not.stringContaining('Did you mean')]);
  });
});
