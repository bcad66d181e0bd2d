import { describe, expect, it, jest } from '@jest/globals';
import { QueryPlan } from '@plat/shared/graphql/query-plan';
import { runQuery } from '@plat/shared/graphql/query-run';
import { difference } from '@plat/shared/testing/operations/answer-difference';
import { RandomOperations } from '@plat/shared/testing/operations/random-operation';
import {
  buildSchema,
  execute,
  type GraphQLSchema,
  getIntrospectionQuery,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import * as collecting from 'graphql/execution/collectFields';
import { whimsicalSchema } from './fixtures/whims';

const plan = (schema: GraphQLSchema, query: string): QueryPlan => {
  const document = parse(query);
  return new QueryPlan(schema, document, getOperationAST(document) as OperationDefinitionNode);
};

const plain = async (schema: GraphQLSchema, query: string, variableValues = {}, contextValue?: unknown) =>
  JSON.parse(JSON.stringify(await execute({ schema, document: parse(query), variableValues, contextValue })));

const ours = async (known: QueryPlan, variables = {}, context?: unknown) =>
  JSON.parse(JSON.stringify(await runQuery(known, context, variables)));

/** Variables as drawn, the same with what is true turned false, and some that do not fit. */
const variants = (variables: Readonly<Record<string, unknown>>) => [
  variables,
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, typeof value === 'boolean' ? !value : value])),
  Object.fromEntries(Object.entries(variables).map(([name, value], n) => [name, n === 0 ? { no: 'such value' } : value])),
  {},
];

/** To the letter, but for what is said of an object that is of no type of its field. */
const text = (answer: object): string =>
  JSON.stringify(answer).replace(/"message":"(Abstract type|Runtime Object type) .*?","(?=locations|path)/g, '"');

describe('a query', () => {
  // Graphql-js is asked for what comes at once alone: of what fails later, beside something else, it leaves rejections unhandled.
  it.each([
    ['at once, to the letter', false],
    ['later, to the same data and places of errors', true],
  ])('is answered as by graphql-js where resolvers answer %s', async (_name, isLate) => {
    const [schema, early] = [whimsicalSchema(isLate), whimsicalSchema(false)];
    const operations = new RandomOperations(schema, 11, { depth: 5, fields: 30 });
    const found: unknown[] = [];
    const seen = { whole: 0, withErrors: 0, refused: 0, nothing: 0 };
    for (let number = 0; number < 500; number++) {
      const { query, variables } = operations.at(number);
      const known = plan(schema, query);
      for (const some of variants(variables)) {
        const [run, expected] = [await ours(known, some), await plain(early, query, some)];
        seen[!expected.errors ? 'whole' : !('data' in expected) ? 'refused' : expected.data ? 'withErrors' : 'nothing']++;
        const differs = isLate && 'data' in expected ? difference(run, expected) : text(run) !== text(expected);
        if (differs && found.length < 3) found.push({ number, differs, query, some, run, expected });
      }
    }
    expect(found).toEqual([]);
    for (const many of Object.values(seen)) expect(many).toBeGreaterThan(50);
  });

  it('of the schema itself is answered as by graphql-js', async () => {
    const schema = whimsicalSchema(false);
    const query = `${getIntrospectionQuery()} fragment Own on Query { __typename own: __type(name: "Person") { name } }`;
    const both = query.replace('{', '{ ...Own');
    const run = await ours(plan(schema, both));
    expect(run.data.own).toEqual({ name: 'Person' });
    expect(run).toEqual(await plain(schema, both));
  });

  it('is planned anew for each way in which its conditions come out', async () => {
    const schema = whimsicalSchema(false);
    const names = ['a', 'b', 'c', 'd', 'e'];
    const fields = names.map((name) => `${name}: __typename @include(if: $${name}) ...@skip(if: $${name}) { no_${name}: __typename }`);
    const query = `query (${names.map((name) => `$${name}: Boolean!`)}) { ${fields.join(' ')} }`;
    const known = plan(schema, query);
    for (let turn = 0; turn < 64; turn++) {
      const variables = Object.fromEntries(names.map((name, bit) => [name, Boolean(turn & (1 << bit))]));
      const { data } = await ours(known, variables);
      expect(Object.keys(data)).toEqual(names.map((name) => (variables[name] ? name : `no_${name}`)));
    }
  });

  it('with a condition that is null says so where it stands, as by graphql-js', async () => {
    const schema = buildSchema('type Query { below: Query count: Int }');
    const below = schema.getQueryType()?.getFields().below;
    if (below) below.resolve = () => ({ count: 1 });
    for (const query of [
      'query ($is: Boolean = true) { count below { count @include(if: $is) } }',
      'query ($is: Boolean = true) { count below @skip(if: $is) { count } }',
    ]) {
      const run = await ours(plan(schema, query), { is: null });
      expect(run.errors).toHaveLength(1);
      expect(run).toEqual(await plain(schema, query, { is: null }));
    }
  });

  it('has ended when it is answered, also where a field beside had taken the answer with it', async () => {
    const schema = buildSchema('type Query { must: Int! slow: Int slower: [Int!]! }');
    let ended = 0;
    const fields = schema.getQueryType()?.getFields() as Record<string, { resolve?: () => unknown }>;
    const after = (turns: number): Promise<void> => (turns ? new Promise(setImmediate).then(() => after(turns - 1)) : Promise.resolve());
    const end = () => {
      ended++;
      throw new Error('too late');
    };
    for (const [name, resolve] of Object.entries({
      must: () => Promise.reject(new Error('at once')),
      slow: () => after(5).then(end),
      slower: () => [after(3).then(end), after(9).then(end), after(1)],
    }))
      (fields[name] as { resolve?: () => unknown }).resolve = resolve;
    const { data, errors } = await runQuery(plan(schema, '{ slow must slower }'), undefined, {});
    expect([data, errors?.map(({ message }) => message), ended]).toEqual([null, ['at once'], 3]);
  });

  it('gives objects that have any name as an alias, and inherit nothing', async () => {
    const schema = buildSchema('type Query { below: Query count: Int }');
    const query = '{ __proto__: __typename constructor: __typename toString: below { __proto__: count } }';
    const { data } = await runQuery(plan(schema, query), undefined, {});
    expect(JSON.stringify(data)).toBe('{"__proto__":"Query","constructor":"Query","toString":null}');
    const { data: other } = await runQuery(plan(schema, '{ a: __typename }'), undefined, {});
    expect(['constructor' in (other as object), 'toString' in (other as object)]).toEqual([false, false]);
  });

  it('begins nothing below what is null already', async () => {
    const schema = buildSchema('type Query { all: [Item!] } type Item { must: Int! beside: Int below: Item }');
    let begun = 0;
    const item = (n: number) => ({
      must: n === 2 ? null : n,
      beside: () => ++begun,
      below: () => ({ must: n, beside: () => ++begun }),
    });
    const query = '{ all { must beside below { beside } } }';
    const all = schema.getQueryType()?.getFields().all;
    if (all) all.resolve = () => [1, 2, 3, 4].map(item);
    expect((await ours(plan(schema, query))).data).toEqual({ all: null });
    expect(begun).toBe(2);
  });

  it('ends whatever a resolver throws, and whenever', async () => {
    const schema = buildSchema('type Query { bad: Int good: Int }');
    const fields = schema.getQueryType()?.getFields() as Record<string, { resolve?: () => unknown }>;
    const faults: (() => never)[] = [
      () => {
        throw Object.assign(new Error('weird'), { nodes: [null] });
      },
      () => {
        throw {
          toJSON: () => {
            throw new Error('unsayable');
          },
        };
      },
    ];
    const broken = class extends Promise<number> {
      // biome-ignore lint/suspicious/noThenProperty: that is what is broken of it
      override then(): never {
        throw new Error('no promise at all');
      }
    };
    for (const resolve of [...faults, ...faults.map((fault) => async () => fault()), () => new broken(() => undefined)]) {
      (fields.bad as { resolve?: () => unknown }).resolve = resolve;
      (fields.good as { resolve?: () => unknown }).resolve = async () => 1;
      const { data, errors } = await ours(plan(schema, '{ bad good }'));
      expect([data, errors.map(({ path }: { path: unknown }) => path)]).toEqual([{ bad: null, good: 1 }, [['bad']]]);
    }
  });

  it('looks at arguments also of a field that nothing resolves', async () => {
    const schema = buildSchema('type Query { leaf(loud: Boolean! = false): Int }');
    const query = 'query ($loud: Boolean = true) { leaf(loud: $loud) }';
    const run = await ours(plan(schema, query), { loud: null });
    expect(run.errors).toHaveLength(1);
    expect(run).toEqual(await plain(schema, query, { loud: null }));
  });

  it('tells its ways apart, whatever the values of other operations are', async () => {
    const schema = buildSchema('type Query { a(text: String): Int }');
    const document = parse(`query A($f: String, $g: Boolean!, $h: String) { yes: a(text: $f) @include(if: $g) other: a(text: $h) }
      query B($f: Boolean!, $h: Boolean!) { a @skip(if: $f) b: a @skip(if: $h) }`);
    const known = new QueryPlan(schema, document, getOperationAST(document, 'A') as OperationDefinitionNode);
    expect((await ours(known, { f: 'p', g: true, h: '0,z' })).data).toEqual({ yes: null, other: null });
    expect((await ours(known, { f: 'p,1', g: false, h: 'z' })).data).toEqual({ other: null });
  });

  it('forgets what is planned of a short text that stands for many fields', async () => {
    const types = Array.from({ length: 50 }, (_, n) => `type T${n} implements I { i: I }`).join(' ');
    const schema = buildSchema(`interface I { i: I } type Query { all: [I] } ${types}`);
    const all = schema.getQueryType()?.getFields().all;
    const of = (__typename: string): object => ({ __typename, i: { __typename, i: { __typename, i: null } } });
    if (all) all.resolve = () => Array.from({ length: 50 }, (_, n) => of(`T${n}`));
    const planned = jest.spyOn(collecting, 'collectFields');
    for (const [query, times] of [
      ['{ all { i { i { i { __typename } } } } }', 3],
      [`{ all { i { i { i { __typename } } } } } # ${'x'.repeat(1_000)}`, 1],
    ] as const) {
      const known = plan(schema, query);
      planned.mockClear();
      for (let n = 0; n < 3; n++) expect((await ours(known)).data.all).toHaveLength(50);
      expect(planned).toHaveBeenCalledTimes(times);
    }
  });
});
