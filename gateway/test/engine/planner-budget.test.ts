import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PlannerWorker } from '../../src/engine/supergraph/planner-worker';
import { compose, supergraph } from './kit/supergraph';

/** Two subgraphs know an interface as one type of object, and one requires what the other has. */
const PETS = supergraph('pets', {
  a: `type Query { pets: [Pet!] creatures: [Creature] }
    interface Pet @key(fields: "id") { id: ID! name: String }
    type Dog implements Pet @key(fields: "id") { id: ID! name: String }
    type Cat implements Pet @key(fields: "id") { id: ID! name: String }
    type Owner @key(fields: "id") { id: ID! }
    union Creature = Dog | Cat | Owner`,
  b: 'type Query { shown: [Pet!] } type Pet @interfaceObject @key(fields: "id") { id: ID! stars: Int friend: Pet }',
  c: `type Pet @interfaceObject @key(fields: "id") { id: ID! stars: Int @external chip: Chip label: String @requires(fields: "stars") }
    type Chip { number: String! pet: Pet }`,
});

/** Each friend may be had in several ways, and the planner tries all ways of all of them together: minutes of work. */
const friends = (levels: number) =>
  `{ creatures { ... on Pet { ${'friend { '.repeat(levels)} label name chip { pet { label name } } ${'} '.repeat(levels)} } } }`;

describe('the thread that plans', () => {
  let planner: PlannerWorker;
  beforeAll(async () => {
    planner = await PlannerWorker.start(compose(PETS.subgraphs), 1_000);
  }, 180_000);
  afterAll(() => planner.stop());

  it('is given up for what it does not finish within its budget, and plans what comes after', async () => {
    const plans = await Promise.allSettled([planner.plan(friends(0)), planner.plan(friends(12)), planner.plan('{ pets { name stars } }')]);
    expect(plans.map((one) => (one.status === 'rejected' ? one.reason.extensions?.code : one.value.kind))).toEqual([
      'QueryPlan',
      'LIMIT',
      'QueryPlan',
    ]);
  }, 180_000);
});
