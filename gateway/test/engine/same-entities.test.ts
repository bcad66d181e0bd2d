import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Served, serve } from './kit/served';

const SUBGRAPHS = {
  things: `type Query { one: Thing list: [Thing!] } type Thing @key(fields: "id") { id: ID! }`,
  sales: `type Query { sold: Thing } type Thing @key(fields: "sku") { sku: ID! }`,
  names: `type Thing @key(fields: "id") @key(fields: "sku") { id: ID! sku: ID! name(lang: String = "en"): String price: Int owner: Owner }
    type Owner @key(fields: "id") { id: ID! }`,
  owners: `type Owner @key(fields: "id") { id: ID! called(short: Boolean = false): String }`,
};
const thing = (id: string) => ({ __typename: 'Thing', id });

describe('entities that a query has at several places', () => {
  let served: Served;
  let isBroken = false;
  /** So many calls of a field fail. */
  let failing = 0;
  beforeAll(async () => {
    served = await serve(
      SUBGRAPHS,
      {
        'Query.one': () => thing('1'),
        'Query.list': () => ['2', '1', '2'].map(thing),
        'Query.sold': () => ({ __typename: 'Thing', sku: 's' }),
        'Thing.name': (source, { lang }) => {
          const { id, sku } = source as { id: string; sku?: string };
          if (sku) return `${lang} of ${sku}`;
          if (isBroken && id === '1') throw new Error(`no ${id}`);
          return `${lang} ${id}`;
        },
        'Thing.price': (source) => Number((source as { id: string }).id) * 10,
        'Thing.owner': (source) => ({ __typename: 'Owner', id: `of ${(source as { id: string }).id}` }),
        'Owner.called': (source, { short }) => {
          if (failing-- > 0) throw new Error('not now');
          return `${(source as { id: string }).id} ${short ? 'short' : 'long'}`;
        },
      },
      { showErrors: true },
    );
  }, 60_000);
  afterAll(() => served.stop());
  beforeEach(() => {
    served.asked.length = 0;
    isBroken = false;
  });

  const answer = async (query: string) => (await (await served.post({ query })).json()) as { data: unknown; errors?: { path: unknown }[] };
  /** The representations of each list of entities that subgraphs were asked for, by id. */
  const entities = () =>
    served.asked
      .map((body) => Object.values((JSON.parse(body) as { variables: Record<string, unknown> }).variables))
      .flatMap((values) => values.filter((value): value is { id: string }[] => Array.isArray(value)))
      .map((list) => list.map(({ id }) => id));

  it('are asked for once where the same is asked of them', async () => {
    expect(await answer('{ one { name price } list { name price } }')).toEqual({
      data: {
        one: { name: 'en 1', price: 10 },
        list: [
          { name: 'en 2', price: 20 },
          { name: 'en 1', price: 10 },
          { name: 'en 2', price: 20 },
        ],
      },
    });
    expect(served.asked).toHaveLength(2);
    expect(entities()).toEqual([['1', '2']]);
  });

  it('are asked for apart where a key of the answer is something else', async () => {
    expect(await answer('{ one { name(lang: "de") } list { name(lang: "fr") } }')).toEqual({
      data: { one: { name: 'de 1' }, list: [{ name: 'fr 2' }, { name: 'fr 1' }, { name: 'fr 2' }] },
    });
    expect(entities()).toEqual([['1'], ['2', '1']]);
  });

  it('are asked for apart where they are known by different keys', async () => {
    expect(await answer('{ one { name } sold { name } }')).toEqual({ data: { one: { name: 'en 1' }, sold: { name: 'en of s' } } });
    expect(served.asked).toHaveLength(3);
  });

  it('keep what is below them apart, so that a field that fails at one place has no value of another', async () => {
    failing = 1;
    const { data, errors } = await answer('{ one { owner { called } } list { owner { called briefly: called(short: true) } } }');
    expect(data).toEqual({
      one: { owner: { called: null } },
      list: ['2', '1', '2'].map((id) => ({ owner: { called: `of ${id} long`, briefly: `of ${id} short` } })),
    });
    expect(errors?.map(({ path }) => path)).toEqual([['one', 'owner', 'called']]);
  });

  it('stay objects of their own, whatever is asked of them elsewhere', async () => {
    const query = '{ one { price owner { called } } list { price: name(lang: "fr") owner { called } } }';
    expect(await answer(query)).toEqual({
      data: {
        one: { price: 10, owner: { called: 'of 1 long' } },
        list: [
          { price: 'fr 2', owner: { called: 'of 2 long' } },
          { price: 'fr 1', owner: { called: 'of 1 long' } },
          { price: 'fr 2', owner: { called: 'of 2 long' } },
        ],
      },
    });
    expect(entities().at(-1)).toEqual(['of 1', 'of 2']);
  });

  it('have errors at each place', async () => {
    isBroken = true;
    const { data, errors } = await answer('{ one { name } list { name } }');
    expect(data).toEqual({ one: { name: null }, list: [{ name: 'en 2' }, { name: null }, { name: 'en 2' }] });
    expect(errors?.map(({ path }) => path)).toEqual([
      ['one', 'name'],
      ['list', 1, 'name'],
    ]);
  });

  it('have an error at each place where an entity itself is none', async () => {
    const queries = { 'Query.one': () => thing('1'), 'Query.list': () => [thing('1')] };
    const broken = await serve(SUBGRAPHS, { ...queries, Thing: () => Promise.reject(new Error('none')) });
    const response = await broken.post({ query: '{ one { name } list { name } }' });
    const { errors } = (await response.json()) as { errors: { path: unknown }[] };
    await broken.stop();
    expect(errors.map(({ path }) => path)).toEqual([['one'], ['list', 0]]);
  });
});
