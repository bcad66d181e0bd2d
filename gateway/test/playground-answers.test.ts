import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { examples } from '../playground/examples';
import { startTestStack, type TestStack } from './test-stack';

/** An id that readers put another one in the place of. */
const TO_BE_NAMED = '00000000-0000-0000-0000-000000000000';

describe("the playground's examples, on the demo", () => {
  let stack: TestStack;
  const tokens = new Map<string, string>();
  beforeAll(async () => {
    stack = await startTestStack();
    for (const { role } of stack.demoUsers) tokens.set(role, await stack.signIn(role));
  }, 60_000);
  afterAll(() => stack?.stop());

  it.each(examples.map((example) => [example.title, example] as const))(
    '%s: answers whom it is for without an error',
    async (_, { query, variables = '{}', role }) => {
      for (const [who, token] of tokens) {
        if (role && role !== who) continue;
        const { data, errors } = await stack.ask(query, JSON.parse(variables) as Record<string, unknown>, token);
        if (errors && variables.includes(TO_BE_NAMED)) {
          expect([who, errors.map(({ extensions }) => extensions?.code)]).toEqual([who, ['NOT_FOUND']]);
          continue;
        }
        expect([who, errors]).toEqual([who, undefined]);
        expect(Object.values(data as object)).not.toContain(null);
      }
    },
  );
});
