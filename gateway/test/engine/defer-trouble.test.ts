import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { ExecutionError } from '../../src/engine/execution/run-plan';
import type { SubgraphAnswer, SubgraphRequest } from '../../src/engine/execution/subgraph-transport';
import { Graph, type GraphCall } from '../../src/engine/graph';
import { SupergraphPlanner } from '../../src/engine/supergraph/planner';
import { SubgraphUnavailable } from '../../src/engine/transport/http-subgraph';
import { type AnswerPart, compose, supergraph } from './kit/supergraph';

const { subgraphs } = supergraph('later', {
  a: `type Query { me: Person pair: Pair! } type Pair { left: String right: String must: Int! inner: Pair }
    type Person @key(fields: "id") { id: ID! name: String }`,
  b: 'type Person @key(fields: "id") { id: ID! age: Int hobby: String! best: Person }',
  c: 'type Person @key(fields: "id") { id: ID! town: String }',
});
/** What is there at once; two fields of a pair fail where they are asked for. */
const atOnce = ({ text }: SubgraphRequest): SubgraphAnswer => ({
  data: { me: { __typename: 'Person', id: '1', name: 'Ada' }, pair: { left: 'l', right: null, inner: { left: null } } },
  errors: [
    ...(text.includes('right') ? [{ message: 'no right', path: ['pair', 'right'] }] : []),
    ...(text.includes('inner') ? [{ message: 'no left', path: ['pair', 'inner', 'left'] }] : []),
  ],
});
type Ask = (request: SubgraphRequest, signal: AbortSignal) => Promise<SubgraphAnswer>;

describe('a part that comes later, and goes wrong', () => {
  const planner = SupergraphPlanner.build(compose(subgraphs));
  const graph = new Graph({ facts: planner.facts, plan: async (text) => planner.plan(text) });

  const begin = (query: string, later: Ask, call: Partial<GraphCall> = {}, on = graph) =>
    on.answer(
      { query },
      {
        transport: { ask: (request, signal) => (request.service === 'a' ? Promise.resolve(atOnce(request)) : later(request, signal)) },
        mayDefer: true,
        format: ((error: ExecutionError) => ({ message: error.message, path: error.path, code: error.extensions?.code })) as never,
        ...call,
      },
    );
  const ask = async (query: string, later: Ask, call: Partial<GraphCall> = {}): Promise<AnswerPart[]> => {
    const { body, rest } = await begin(query, later, call);
    const texts = [String(body)];
    if (rest) for await (const text of rest) texts.push(text);
    return texts.map((text) => JSON.parse(text) as AnswerPart);
  };
  const never: Ask = () => Promise.reject(new Error('nobody asks'));
  const hangs: Ask = (_request, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

  it('says that its subgraph does not answer at its own path, under its label', async () => {
    const parts = await ask('{ me { name ... @defer(label: "old") { age } ... @defer { town } } }', (request) =>
      request.service === 'b'
        ? Promise.reject(new SubgraphUnavailable('b', 'HTML'))
        : Promise.resolve({ data: { _entities: [{ town: 'Ulm' }] } }),
    );
    const told = parts.flatMap(({ incremental = [] }) => incremental);
    const errors = [{ message: expect.stringContaining('does not answer'), path: ['me', 'age'], code: 'UNAVAILABLE' }];
    expect(parts[0]).toEqual({ data: { me: { name: 'Ada' } }, hasNext: true });
    expect(told).toHaveLength(2);
    expect(told).toContainEqual({ path: ['me'], data: { town: 'Ulm' } });
    expect(told).toContainEqual({ label: 'old', path: ['me'], errors, data: { age: null } });
  });

  it('ends with the time of the whole operation', async () => {
    const [, later] = await ask('{ me { name ... @defer { age } } }', hangs, { deadlineMs: 30 });
    expect(later).toEqual({
      incremental: [
        {
          path: ['me'],
          errors: [{ message: expect.stringContaining('no time left'), path: ['me', 'age'], code: 'UNAVAILABLE' }],
          data: { age: null },
        },
      ],
      hasNext: false,
    });
  });

  it.each(['leaves', 'takes no more'])('is given up, with all that is in it, when its client %s', async (how) => {
    const client = new AbortController();
    const signals: AbortSignal[] = [];
    const { rest } = await begin(
      '{ me { name ... @defer { best { name ... @defer { town } } } } }',
      (request, signal) => {
        signals.push(signal);
        return hangs(request, signal);
      },
      { client: client.signal },
    );
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    const next = rest?.next();
    if (how === 'leaves') client.abort(new Error('gone'));
    await rest?.return?.();
    expect((await next)?.done).toBeFalsy();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('has the errors of what an earlier fetch brought for it, and the earlier part has not', async () => {
    expect(await ask('{ pair { left ... @defer { right } ... @defer(label: "in") { inner { left } } } }', never)).toEqual([
      { data: { pair: { left: 'l' } }, hasNext: true },
      {
        incremental: [
          { path: ['pair'], errors: [{ message: 'no right', path: ['pair', 'right'] }], data: { right: null } },
          {
            label: 'in',
            path: ['pair'],
            errors: [{ message: 'no left', path: ['pair', 'inner', 'left'] }],
            data: { inner: { left: null } },
          },
        ],
        hasNext: false,
      },
    ]);
  });

  it('is null alone where it must have what is missing', async () => {
    const [first, later] = await ask('{ pair { left ... @defer { must } } }', never);
    expect(first).toEqual({ data: { pair: { left: 'l' } }, hasNext: true });
    expect(later?.incremental).toEqual([{ path: ['pair'], errors: [expect.objectContaining({ path: ['pair', 'must'] })], data: null }]);
    const [alone] = await ask('{ pair { must ... @defer { left } } }', never);
    expect(alone).toEqual({ data: null, errors: [expect.objectContaining({ path: ['pair', 'must'] })], hasNext: false });
  });

  it('tells one time what concerns all objects of a part', async () => {
    const later: Ask = async () => ({ data: null, errors: [{ message: 'all is lost' }] });
    const query = '{ me { a: name ...P @defer } } fragment P on Person { age hobby }';
    const told = (await ask(query, later)).flatMap(({ incremental = [] }) => incremental.flatMap(({ errors = [] }) => errors));
    expect(told).toEqual([{ message: 'all is lost' }]);
  });

  it('is refused with the words of the planner, when that refuses its plan', async () => {
    const refusing = new Graph({
      facts: planner.facts,
      plan: () => Promise.reject(new GraphQLError('too long', { extensions: { code: 'LIMIT' } })),
    });
    const { body, outcome } = await begin('{ me { name ... @defer { age } } }', never, {}, refusing);
    expect([JSON.parse(String(body)), outcome]).toEqual([{ errors: [{ message: 'too long', code: 'LIMIT' }] }, 'refused']);
  });

  it('comes with the rest where there are too many, so that no text asks subgraphs for each of them apart', async () => {
    const parts = (n: number) => Array.from({ length: n }, (_, one) => `... @defer { a${one}: age }`).join(' ');
    let asked = 0;
    const later: Ask = async ({ text }) => {
      asked++;
      return { data: { _entities: [Object.fromEntries([...text.matchAll(/a\d+/g)].map(([key]) => [key, 36]))] } };
    };
    const apart = await ask(`{ me { ${parts(20)} } }`, later);
    expect([apart.flatMap(({ incremental = [] }) => incremental).length, asked]).toEqual([20, 20]);
    asked = 0;
    const [whole, ...more] = await ask(`{ me { ${parts(21)} } }`, later);
    expect([whole, more, asked]).toEqual([{ data: { me: expect.objectContaining({ a0: 36, a20: 36 }) } }, [], 1]);
  });

  it.each([
    ['left out', undefined, true],
    ['true', true, true],
    ['null', null, false],
    ['false', false, false],
  ])('comes later, or not, as its variable says: %s', async (_, later, comes) => {
    const { rest } = await graph.answer(
      {
        query: 'query ($later: Boolean) { pair { left ... @defer(if: $later) { right } } }',
        variables: later === undefined ? {} : { later },
      },
      { transport: { ask: async (request) => atOnce(request) }, mayDefer: true, format: (error) => error },
    );
    expect((await rest?.next())?.done).toBe(!comes);
    await rest?.return?.();
  });
});
