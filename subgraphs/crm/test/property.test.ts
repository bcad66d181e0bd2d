import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const LIST = `query ($first: Int, $last: Int, $after: String, $before: String, $orderBy: PropertyOrder! = CREATED_AT_DESC, $filter: PropertyFilter) {
  properties(first: $first, last: $last, after: $after, before: $before, orderBy: $orderBy, filter: $filter) {
    edges { node { id title } cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

describe('properties', () => {
  it('shows an owner its own properties and nobody else’s', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    const house = await crm.property(ann);
    await crm.property(bob);
    const { data, errors } = await crm.ask(viewerOf(ann), '{ properties { edges { node { id city address { line1 zip } } } totalCount } }');
    expect(errors).toBeUndefined();
    expect(data.properties).toEqual({
      edges: [{ node: { id: house.id, city: 'Austin', address: { line1: '1 Main St', zip: '78701' } } }],
      totalCount: 1,
    });
  });

  it('treats another user’s property as missing, by query and by reference', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    const house = await crm.property(ann);
    const query =
      'query ($id: ID!, $refs: [_Any!]!) { property(id: $id) { id } _entities(representations: $refs) { ... on Property { id title } } }';
    const variables = { id: house.id, refs: [{ __typename: 'Property', id: house.id }] };
    expect((await crm.ask(viewerOf(bob), query, variables)).data).toEqual({ property: null, _entities: [null] });
    expect((await crm.ask(viewerOf(ann), query, variables)).data).toEqual({
      property: { id: house.id },
      _entities: [{ id: house.id, title: 'House' }],
    });
  });

  it('creates, records and edits, and refuses an edit of an old version', async () => {
    const ann = await crm.user();
    const created = await crm.ask(
      viewerOf(ann),
      `mutation ($input: CreatePropertyInput!) { createProperty(input: $input) { id version title listingPrice addressLine1 } }`,
      {
        input: {
          title: 'Cottage',
          propertyType: 'house',
          listingPrice: '350000.50',
          address: { line1: '2 Oak St', city: 'Waco', state: 'TX', zip: '76701' },
        },
      },
    );
    expect(created.errors).toBeUndefined();
    expect(created.data.createProperty).toMatchObject({
      version: 1,
      title: 'Cottage',
      listingPrice: '350000.50',
      addressLine1: '2 Oak St',
    });
    const { id } = created.data.createProperty;
    const update = 'mutation ($input: UpdatePropertyInput!) { updateProperty(input: $input) { version title city } }';
    const moved = { id, version: 1, title: 'Barn', address: { line1: '3 Elm St', city: 'Hutto', state: 'TX', zip: '78634' } };
    expect((await crm.ask(viewerOf(ann), update, { input: moved })).data.updateProperty).toEqual({
      version: 2,
      title: 'Barn',
      city: 'Hutto',
    });
    const stale = await crm.ask(viewerOf(ann), update, { input: { id, version: 1, title: 'Shed' } });
    expect(stale.data).toEqual({ updateProperty: null });
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 2 });
    const events = await crm.given((db) =>
      db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]),
    );
    expect(events).toMatchObject([
      { type: 'property.created', actor_user_id: ann.id, payload: { new: { title: 'Cottage' } } },
      { type: 'property.updated', actor_user_id: ann.id, payload: { old: { title: 'Cottage' }, new: { title: 'Barn' } } },
    ]);
  });

  it('lets an administrator read a property and refuses the edit', async () => {
    const [ann, admin] = [await crm.user(), await crm.user({ role: 'ADMIN' as never })];
    const house = await crm.property(ann);
    const { data, errors } = await crm.ask(
      viewerOf(admin),
      'mutation ($id: ID!) { updateProperty(input: { id: $id, title: "Mine" }) { id } }',
      { id: house.id },
    );
    expect(data).toEqual({ updateProperty: null });
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('names every argument that breaks a rule, and writes nothing', async () => {
    const ann = await crm.user();
    const { errors } = await crm.ask(viewerOf(ann), 'mutation ($input: CreatePropertyInput!) { createProperty(input: $input) { id } }', {
      input: { propertyType: ' ', bedrooms: -1, yearBuilt: 1700, address: { line1: '', city: 'Waco', state: 'TX', zip: '76701' } },
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(Object.keys(errors?.[0]?.extensions?.fields as object).sort()).toEqual([
      'input.address.line1',
      'input.bedrooms',
      'input.propertyType',
      'input.yearBuilt',
    ]);
    expect((await crm.ask(viewerOf(ann), '{ properties { totalCount } }')).data.properties.totalCount).toBe(0);
  });

  it.each(['CREATED_AT_DESC', 'CREATED_AT_ASC', 'TITLE_ASC', 'LISTING_PRICE_ASC', 'LISTING_PRICE_DESC'])(
    'walks all pages both ways, ordered by %s',
    async (orderBy) => {
      const ann = await crm.user();
      const prices = ['3', null, '1', '2', null, '2', '10'];
      for (const [n, listingPrice] of prices.entries()) await crm.property(ann, { title: n % 3 === 0 ? null : `T${n % 2}`, listingPrice });
      const whole = (await crm.ask(viewerOf(ann), LIST, { first: 100, orderBy })).data.properties.edges.map(
        (edge: { node: { id: string } }) => edge.node.id,
      );
      expect(whole).toHaveLength(prices.length);
      const walk = async (
        size: 'first' | 'last',
        from: 'after' | 'before',
        cursor: 'endCursor' | 'startCursor',
        more: 'hasNextPage' | 'hasPreviousPage',
      ) => {
        const pages: string[][] = [];
        for (let position: string | undefined, goesOn = true; goesOn; ) {
          const { properties } = (await crm.ask(viewerOf(ann), LIST, { [size]: 2, [from]: position, orderBy })).data;
          pages.push(properties.edges.map((edge: { node: { id: string } }) => edge.node.id));
          position = properties.pageInfo[cursor];
          goesOn = properties.pageInfo[more];
        }
        return pages;
      };
      expect((await walk('first', 'after', 'endCursor', 'hasNextPage')).flat()).toEqual(whole);
      expect((await walk('last', 'before', 'startCursor', 'hasPreviousPage')).reverse().flat()).toEqual(whole);
    },
  );

  it('filters, and takes wildcards to the letter', async () => {
    const ann = await crm.user();
    await crm.property(ann, { title: '50% off', listingPrice: '100' });
    await crm.property(ann, { title: '500 off', listingPrice: '200' });
    const titles = async (filter: object) =>
      (await crm.ask(viewerOf(ann), LIST, { filter })).data.properties.edges.map((edge: { node: { title: string } }) => edge.node.title);
    expect(await titles({ title: { contains: '50% O' } })).toEqual(['50% off']);
    expect(await titles({ listingPrice: { gt: '100', lte: '200' } })).toEqual(['500 off']);
    expect(await titles({ status: ['SOLD'] })).toEqual([]);
    expect(await titles({ title: { in: [] } })).toEqual([]);
  });

  it.each([
    [{ first: 101 }],
    [{ first: -1 }],
    [{ first: 1, last: 1 }],
    [{ after: 'bm9uZQ' }],
    [{ filter: { title: { eq: null } } }],
    [{ filter: { id: { eq: 'x' } } }],
  ])('refuses %j', async (variables) => {
    const ann = await crm.user();
    const { errors } = await crm.ask(viewerOf(ann), LIST, variables);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it('refuses a cursor of another viewer, of another order and of another list', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    await crm.property(ann);
    const { endCursor } = (await crm.ask(viewerOf(ann), LIST, {})).data.properties.pageInfo;
    const code = async (viewer: typeof ann, query: string, variables: object) =>
      (await crm.ask(viewerOf(viewer), query, { after: endCursor, ...variables })).errors?.[0]?.extensions?.code;
    expect(await code(bob, LIST, {})).toBe('BAD_USER_INPUT');
    expect(await code(ann, LIST, { orderBy: 'TITLE_ASC' })).toBe('BAD_USER_INPUT');
    expect(await code(ann, 'query ($after: String) { me { properties(after: $after) { totalCount } } }', {})).toBe('BAD_USER_INPUT');
    expect(await code(ann, LIST, {})).toBeUndefined();
  });

  it('reads the properties of all users in one statement, and counts only when asked', async () => {
    const admin = await crm.user({ role: 'ADMIN' as never });
    for (let n = 0; n < 3; n += 1) await crm.property(await crm.user());
    const ask = (selection: string) =>
      crm.statementsOf(() => crm.ask(viewerOf(admin), `{ users(first: 3) { edges { node { properties(first: 2) { ${selection} } } } } }`));
    expect(await ask('edges { node { id } }')).toHaveLength(2);
    expect(await ask('edges { node { id } } totalCount')).toHaveLength(3);
  });
});
