import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { examples } from '../playground/examples';
import { startTestStack, type TestStack } from './test-stack';

const PLACEHOLDER = '00000000-0000-0000-0000-000000000000';

describe("the playground's examples, on the demo", () => {
  let stack: TestStack;
  const tokens = new Map<string, string>();
  beforeAll(async () => {
    stack = await startTestStack();
    for (const { role } of stack.demoUsers) tokens.set(role, await stack.signIn(role));
  }, 60_000);
  afterAll(() => stack?.stop());

  // What the reader has to name first is not found until it is named.
  const isComplete = ({ variables = '' }: (typeof examples)[number]) => !variables.includes(PLACEHOLDER);
  it.each(examples.filter(isComplete).map((example) => [example.title, example] as const))(
    '%s: answers whom it is for without an error',
    async (_, { query, variables = '{}', role }) => {
      for (const [who, token] of tokens) {
        if (role && role !== who) continue;
        const { data, errors } = await stack.ask(query, JSON.parse(variables) as Record<string, unknown>, token);
        expect([who, errors]).toEqual([who, undefined]);
        expect(Object.values(data as object)).not.toContain(null);
      }
    },
  );
});
