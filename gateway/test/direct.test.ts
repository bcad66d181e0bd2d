import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attackDirectly } from '../../scripts/src/attack/direct';
import { startTestStack, type TestStack } from './test-stack';

describe('a service asked past the gateway', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ overHttp: true });
  }, 60_000);
  afterAll(() => stack.stop());

  it('answers to no token that is forged, replayed, expired or by somebody else, and the gateway at no path of services', async () => {
    const { inputs, bad } = await attackDirectly(stack);
    expect(bad).toEqual([]);
    expect(inputs).toBeGreaterThan(900);
  });
});
