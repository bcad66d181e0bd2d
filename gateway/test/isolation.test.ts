import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestStack, type TestStack } from './test-stack';

/** Everything that a person can list, with what hangs below it. */
const EVERYTHING = `{
  me { id properties { edges { node { id documents { edges { node { id origin accessLevel } } } exchanges { edges { node { id } } } } } }
    documents { edges { node { id origin accessLevel } } } platformLinks { edges { node { id } } } exchanges { edges { node { id } } } }
  users { edges { node { id } } } contacts { edges { node { id } } } clients { edges { node { id } } } properties { edges { node { id } } }
  documents { edges { node { id origin accessLevel } } } platformLinks { edges { node { id } } } calendarSyncTokens { edges { node { id } } } builds { edges { node { id } } } projects { edges { node { id } } }
  exchanges { edges { node { id participants { edges { node { id } } } } } } }`;

/** A paper of an exchange that its coordinator showed to everybody who is signed in. */
const isPublic = ({ origin, accessLevel }: { origin?: string; accessLevel?: string }) => origin === 'EXCHANGE' && accessLevel === 'PUBLIC';

const idsIn = (value: unknown, found = new Set<string>()): Set<string> => {
  if (Array.isArray(value)) for (const one of value) idsIn(one, found);
  else if (value && typeof value === 'object' && !isPublic(value)) {
    for (const [key, one] of Object.entries(value)) {
      if (key === 'id') found.add(String(one));
      else idsIn(one, found);
    }
  }
  return found;
};

/** A field by id for each type that a person may own. */
const BY_ID = ['user', 'contact', 'client', 'property', 'document', 'platformLink', 'calendarSyncToken', 'build', 'project', 'exchange'];

describe('two people', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack();
  }, 60_000);
  afterAll(() => stack.stop());

  it('see nothing of each other by list, by nested path and by id', async () => {
    const [uma, clara] = [await stack.signIn('USER'), await stack.signIn('CLIENT')];
    const [umas, claras] = [await stack.ask(EVERYTHING, {}, uma), await stack.ask(EVERYTHING, {}, clara)];
    expect([umas.errors, claras.errors]).toEqual([undefined, undefined]);
    const [hers, others] = [idsIn(umas.data), idsIn(claras.data)];
    expect(hers.size).toBeGreaterThan(4);
    expect(others.size).toBeGreaterThan(8);
    expect([...hers].filter((id) => others.has(id))).toEqual([]);

    for (const [token, foreign] of [
      [uma, others],
      [clara, hers],
    ] as const) {
      for (const id of foreign) {
        const { data } = await stack.ask(
          `query ($id: ID!) { ${BY_ID.map((field) => `${field}(id: $id) { id }`).join(' ')} }`,
          { id },
          token,
        );
        expect(Object.entries(data).filter(([, value]) => value !== null)).toEqual([]);
      }
    }
  });

  it('cannot edit what is not theirs, and are told no more than that it is missing', async () => {
    const [uma, clara] = [await stack.signIn('USER'), await stack.signIn('CLIENT')];
    const { data } = await stack.ask('{ properties(first: 1) { edges { node { id title } } } }', {}, clara);
    const { id, title } = data.properties.edges[0].node;
    const answer = await stack.ask('mutation ($id: ID!) { updateProperty(input: { id: $id, title: "Uma was here" }) { id } }', { id }, uma);
    expect(answer.data).toEqual({ updateProperty: null });
    expect(answer.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    expect((await stack.ask('query ($id: ID!) { property(id: $id) { title } }', { id }, clara)).data.property.title).toBe(title);
  });
});
