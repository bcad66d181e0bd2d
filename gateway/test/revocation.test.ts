import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@plat/shared/database/service';
import { aPerson } from '../../scripts/src/attack/person';
import { EVENTS, tryRevocation } from '../../scripts/src/attack/revocation';
import { startTestStack, type TestStack } from './test-stack';

describe('rights that are taken back', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ overHttp: true });
  }, 60_000);
  afterAll(() => stack.stop());

  // Each service once with each event; npm run check:revoke tries all, and measures.
  it.each(Object.keys(EVENTS).flatMap((event, n) => SERVICES.map((service, m) => [event, service, (n + m) % 2 === 0] as const)))(
    'by %s open nothing any more in %s (used before: %s)',
    async (event, service, wasSeen) => {
      const trials = await tryRevocation(stack, { event, service, wasSeen });
      expect(trials.map(({ fault }) => fault)).toEqual([undefined, undefined]);
    },
  );

  it('are honoured to their end while crm is away, but not for what is sensitive', async () => {
    const person = await aPerson(stack);
    expect(await person.through('documents')).toBe('accepted');
    await stack.takeDown('crm');
    for (const service of SERVICES.filter((name) => name !== 'crm'))
      expect([await person.through(service), await person.past(service)]).toEqual(['accepted', 'accepted']);
    const { revocations } = stack.subgraphs.documents;
    while (revocations.isCurrent) await new Promise(setImmediate);
    expect(() => revocations.assertCurrent()).toThrow('cannot be checked right now');
  });
});
