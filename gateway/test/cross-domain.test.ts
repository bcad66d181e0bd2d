import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@plat/shared/database/service';
import { FRAME } from '@plat/shared/testing/explain';
import { QUERY } from '../../scripts/src/start/demo-query';
import { startTestStack, type TestStack } from './test-stack';

const isComplete = (value: unknown): boolean => {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0 && value.every(isComplete);
  return typeof value !== 'object' || Object.values(value).every(isComplete);
};

describe.each([
  { scale: 1, overHttp: false },
  { scale: 10, overHttp: false },
  { scale: 1, overHttp: true },
])('one question over all five services (demo times $scale, HTTP $overHttp)', (options) => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack(options);
  }, 120_000);
  afterAll(() => stack.stop());

  it('is answered by all of them, with nothing null and nothing empty', async () => {
    const { data, errors } = await stack.ask(QUERY, {}, await stack.signIn('ADMIN'));
    expect(errors).toBeUndefined();
    expect(data.me.email).toBe('ada@plat.example.com');
    expect(data.me.properties.edges).toHaveLength(2);
    expect({ data, isComplete: isComplete(data) }).toEqual({ data, isComplete: true });
  });

  it('costs the same statements however much there is', async () => {
    const token = await stack.signIn('ADMIN');
    const before = SERVICES.map((service) => stack.statements[service].length);
    await stack.ask(QUERY, {}, token);
    const sent = SERVICES.map((service, index) => [
      service,
      stack.statements[service].slice(before[index]).filter((sql) => !FRAME.test(sql)).length,
    ]);
    expect(Object.fromEntries(sent)).toEqual({ crm: 3, documents: 1, sync: 1, builds: 1, exchanges: 1 });
  });
});
