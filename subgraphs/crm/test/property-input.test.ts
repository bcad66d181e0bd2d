import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const ADDRESS = { line1: '2 Oak St', city: 'Waco', state: 'TX', zip: '76701' };
const CREATE =
  'mutation ($input: CreatePropertyInput!) { createProperty(input: $input) { id status listingPrice bathrooms sizeSqft features documentRefs metadata timeline } }';
const ask = async (input: object) => {
  const viewer = viewerOf(await crm.user());
  const answer = await crm.ask(viewer, CREATE, { input: { propertyType: 'house', address: ADDRESS, ...input } });
  const { properties } = (await crm.ask(viewer, '{ properties { totalCount } }')).data;
  return { ...answer, count: properties.totalCount as number };
};

describe('a property', () => {
  it.each<[string, object]>([
    ['NUL in its title', { title: 'a\0b' }],
    ['half of a character in its notes', { notes: 'a\ud83d' }],
    ['NUL in JSON', { features: { note: '\0' } }],
    ['half of a character in JSON', { features: ['\udc00'] }],
    ['NUL in its city', { address: { ...ADDRESS, city: 'a\0' } }],
    ['half of a character in its street', { address: { ...ADDRESS, line1: '\ud83d' } }],
    ['JSON that is nested too deeply', { metadata: JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) }],
    ['a title that is too long', { title: 'x'.repeat(256) }],
    ['a kind that is too long', { propertyType: 'x'.repeat(51) }],
    ['a city longer than its index takes', { address: { ...ADDRESS, city: randomBytes(20_000).toString('base64') } }],
    ['an area longer than its index takes', { location: randomBytes(20_000).toString('base64') }],
    ['a price out of range', { listingPrice: '99999999999999' }],
    ['a price in tenths of cents', { listingPrice: '1.005' }],
    ['a price below nothing', { purchasePrice: '-1' }],
    ['a third of a bathroom', { bathrooms: '1.3' }],
    ['more bathrooms than fit', { bathrooms: '100' }],
    ['no area', { sizeSqft: '0' }],
    ['next to no area', { sizeSqft: '0.001' }],
    ['a lot of nothing', { lotSize: 0 }],
    ['a year before houses', { yearBuilt: 1799 }],
    ['a year to come', { yearBuilt: new Date().getUTCFullYear() + 6 }],
    ['no status', { status: null }],
    ['an address without a city', { address: { ...ADDRESS, city: null } }],
    ['an owner', { userId: randomUUID() }],
    ['an id', { id: randomUUID() }],
    ['a version', { version: 7 }],
  ])('is refused with %s', async (_, input) => {
    const { data, errors, count } = await ask(input);
    expect([data?.createProperty ?? null, errors?.[0]?.extensions?.code, count]).toEqual([null, 'BAD_USER_INPUT', 0]);
  });

  it('keeps JSON as it was, keys of objects’ prototypes among it', async () => {
    const features = JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":1},"":null,"list":[1,"a",[],{}],"ünï":"✓😀"}');
    const { data, errors } = await ask({ features, documentRefs: [], metadata: 'text', timeline: null });
    expect(errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(data.createProperty.features))).toEqual(features);
    expect(Object.keys(data.createProperty.features).sort()).toEqual(['', '__proto__', 'constructor', 'list', 'ünï']);
    expect(data.createProperty).toMatchObject({ documentRefs: [], metadata: 'text', timeline: null });
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('answers with the numbers that it keeps', async () => {
    const { data } = await ask({ listingPrice: '9999999999999.99', bathrooms: '2.5', sizeSqft: '12345678.9' });
    expect(data.createProperty).toMatchObject({
      status: 'ACTIVE',
      listingPrice: '9999999999999.99',
      bathrooms: '2.5',
      sizeSqft: '12345678.9',
    });
    const rows = await crm.given((db) =>
      db.query('SELECT listing_price, bathrooms, size_sqft FROM properties WHERE id = $1', [data.createProperty.id]),
    );
    expect(rows).toEqual([{ listing_price: '9999999999999.99', bathrooms: '2.5', size_sqft: '12345678.90' }]);
  });

  it('has notes as long as they come', async () => {
    expect((await ask({ notes: 'x'.repeat(1_000_000) })).errors).toBeUndefined();
  });
});
