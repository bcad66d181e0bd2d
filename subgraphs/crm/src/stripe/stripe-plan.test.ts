import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UserPlanName } from '../plan/plan.entity';
import { STRIPE_TYPES, type StripeFact } from './stripe-fact';
import { newsOf, planOf, type StripePlan } from './stripe-plan';

const ANN = '00000000-0000-4000-8000-00000000000a';
const BOB = '00000000-0000-4000-8000-00000000000b';

let serial = 0;
const fact = (type: string, at: number, more: Partial<StripeFact> = {}): StripeFact => ({
  id: `evt_${++serial}`,
  type,
  created: new Date(at * 1_000),
  customerId: 'cus_1',
  subscriptionId: 'sub_1',
  userId: null,
  planName: null,
  status: null,
  currentPeriodStart: null,
  currentPeriodEnd: null,
  startedAt: new Date(0),
  ...more,
});
const checkout = (at: number, userId = ANN, more: Partial<StripeFact> = {}) => fact('checkout.session.completed', at, { ...more, userId });
const updated = (at: number, status: string, more: Partial<StripeFact> = {}) =>
  fact('customer.subscription.updated', at, { planName: UserPlanName.PRO, ...more, status });
const deleted = (at: number, more: Partial<StripeFact> = {}) =>
  fact('customer.subscription.deleted', at, { planName: UserPlanName.PRO, status: 'canceled', ...more });

/** Applies events one by one as they arrive, as the service does: only what is news is written. */
const arrivals = (userId: string, facts: readonly StripeFact[]): StripePlan => {
  const row = planOf(userId, []);
  for (const at of facts.keys()) Object.assign(row, newsOf(planOf(userId, facts.slice(0, at)), planOf(userId, facts.slice(0, at + 1))));
  return row;
};

/** Few customers, subscriptions, users and seconds, so that events meet. */
const anyFact = fc
  .record({
    type: fc.constantFrom(...STRIPE_TYPES, 'charge.refunded'),
    created: fc.integer({ min: 0, max: 4 }).map((second) => new Date(second * 1_000)),
    of: fc.constantFrom(['cus_1', 'sub_1', 0], ['cus_1', 'sub_2', 1], ['cus_2', 'sub_3', 1]) as fc.Arbitrary<[string, string, number]>,
    userId: fc.constantFrom(ANN, BOB, null),
    planName: fc.constantFrom(UserPlanName.PRO, UserPlanName.ENTERPRISE, null),
    status: fc.constantFrom('active', 'past_due', 'incomplete', 'unpaid', 'trialing'),
  })
  .map(({ type, created, of: [customerId, subscriptionId, startedAt], ...more }) =>
    fact(type, 0, { ...more, created, customerId, subscriptionId, startedAt: new Date(startedAt * 1_000) }),
  );

describe('the plan that follows from what Stripe told', () => {
  it('is the same in whatever order it was told', () => {
    const twoOrders = fc
      .array(anyFact, { maxLength: 9 })
      .chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length })));
    fc.assert(
      fc.property(twoOrders, ([one, other]) => {
        for (const userId of [ANN, BOB]) {
          expect(arrivals(userId, one)).toEqual(planOf(userId, one));
          expect(arrivals(userId, other)).toEqual(planOf(userId, one));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is FREE of somebody of whom nothing was told', () => {
    expect(planOf(ANN, [])).toEqual({
      planName: 'FREE',
      stripeCustomerId: null,
      stripeSubscriptionId: null,
      status: null,
      currentPeriodStart: null,
      currentPeriodEnd: null,
    });
  });

  it.each<[string, StripeFact[], string, string | null]>([
    ['the end wins in its second', [checkout(0), deleted(5), updated(5, 'active')], 'FREE', 'canceled'],
    ['and for ever', [checkout(0), deleted(5), updated(6, 'active')], 'FREE', 'canceled'],
    ['an older event that comes late changes nothing', [checkout(0), updated(5, 'past_due'), updated(4, 'active')], 'PRO', 'past_due'],
    ['a paid invoice brings no trial to an end', [checkout(0), updated(1, 'trialing'), fact('invoice.paid', 2)], 'PRO', 'trialing'],
    ['a failed payment leaves what is unpaid', [checkout(0), updated(1, 'unpaid'), fact('invoice.payment_failed', 2)], 'FREE', 'unpaid'],
    [
      'an invoice of the second of an update says less than it',
      [checkout(0), updated(2, 'active'), fact('invoice.payment_failed', 2)],
      'PRO',
      'active',
    ],
    ['what is paused is not paid for', [checkout(0), updated(1, 'paused')], 'FREE', 'paused'],
    ['a plan that nobody named is none', [checkout(0), updated(1, 'active', { planName: null })], 'FREE', null],
    ['what another checked out is another’s', [checkout(0, BOB), updated(1, 'active')], 'FREE', null],
    [
      'the last checkout of a customer binds what it did not name',
      [checkout(0, BOB, { subscriptionId: 'sub_0' }), checkout(1, ANN, { subscriptionId: 'sub_2' }), updated(2, 'active')],
      'PRO',
      'active',
    ],
    [
      'its own checkout binds before that of the customer',
      [checkout(0), checkout(1, BOB, { subscriptionId: 'sub_2' }), updated(2, 'active')],
      'PRO',
      'active',
    ],
    [
      'of two that are paid for the better one decides',
      [
        checkout(0),
        updated(1, 'active', { planName: UserPlanName.ENTERPRISE }),
        updated(2, 'active', { subscriptionId: 'sub_2', startedAt: new Date(9_000) }),
      ],
      'ENTERPRISE',
      'active',
    ],
    [
      'a subscription of another customer of the user counts as well',
      [
        checkout(0, ANN, { customerId: 'cus_2', subscriptionId: 'sub_2' }),
        checkout(0),
        updated(1, 'active', { customerId: 'cus_2', subscriptionId: 'sub_2' }),
        deleted(2),
      ],
      'PRO',
      'active',
    ],
  ])('knows: %s', (_, facts, planName, status) => {
    expect(planOf(ANN, facts)).toMatchObject({ planName, status });
  });
});
