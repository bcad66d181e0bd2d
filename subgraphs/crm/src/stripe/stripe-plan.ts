import { type UserPlan, UserPlanName } from '../plan/plan.entity';
import { isStripeType, STRIPE_TYPES, type StripeFact, type StripeType } from './stripe-fact';

/** What of a plan is Stripe's to say. */
export type StripePlan = Pick<
  UserPlan,
  'planName' | 'stripeCustomerId' | 'stripeSubscriptionId' | 'status' | 'currentPeriodStart' | 'currentPeriodEnd'
>;

/** A subscription as the events so far left it. */
interface Subscription extends StripeFact {
  readonly isDeleted: boolean;
}

/** Stripe goes on trying to collect what is past due, and the user keeps the plan for so long. */
const LIVE: ReadonlySet<string> = new Set(['active', 'trialing', 'past_due']);
const OWED: ReadonlySet<string> = new Set(['past_due', 'unpaid', 'incomplete']);
const WORTH = [UserPlanName.FREE, UserPlanName.PRO, UserPlanName.ENTERPRISE];

const rankOf = ({ type }: StripeFact): number => STRIPE_TYPES.indexOf(type as StripeType);

/**
 * Stripe tells the time in seconds. Within one, what ends a subscription comes after what changes it, and that after
 * what makes it; the id settles the rest, so that every order of arrival is one order here.
 */
const inOrder = (a: StripeFact, b: StripeFact): number =>
  a.created.getTime() - b.created.getTime() || rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : 1);

/**
 * The plan of a user, from all that Stripe has told of the customers that are the user's or were. It depends on the
 * events and not on their order of arrival: an older one that comes late finds its place before the newer ones. Of
 * several subscriptions the best one that is paid for decides, so that the end of one leaves the others be.
 */
export function planOf(userId: string, facts: readonly StripeFact[]): StripePlan {
  const owners = new Map<string, string>();
  const subscriptions = new Map<string, Subscription>();
  let customerId: string | null = null;
  for (const fact of facts.filter(({ type }) => isStripeType(type)).sort(inOrder)) {
    const { subscriptionId, userId: owner } = fact;
    if (!fact.customerId || !subscriptionId) continue;
    if (fact.type === 'checkout.session.completed') {
      if (!owner) continue;
      for (const id of [fact.customerId, subscriptionId]) owners.set(id, owner);
      if (owner === userId) customerId = fact.customerId;
    } else {
      const next = follow(subscriptions.get(subscriptionId), fact);
      if (next) subscriptions.set(subscriptionId, next);
    }
  }
  const [best] = [...subscriptions.values()]
    .filter((it) => it.planName && ownerOf(it, owners) === userId)
    .sort((a, b) => worthOf(b) - worthOf(a) || timeOf(b) - timeOf(a) || (String(a.subscriptionId) < String(b.subscriptionId) ? 1 : -1));
  return {
    planName: WORTH[best ? worthOf(best) : 0] as UserPlanName,
    stripeCustomerId: best?.customerId ?? customerId,
    stripeSubscriptionId: best?.subscriptionId ?? null,
    status: best?.status ?? null,
    currentPeriodStart: best?.currentPeriodStart ?? null,
    currentPeriodEnd: best?.currentPeriodEnd ?? null,
  };
}

/** A subscription's own metadata is written by our side; a checkout's reference comes through the buyer's browser. */
const ownerOf = ({ userId, subscriptionId, customerId }: Subscription, owners: ReadonlyMap<string, string>): string | undefined =>
  userId ?? owners.get(String(subscriptionId)) ?? owners.get(String(customerId));

const worthOf = ({ status, planName }: Subscription): number => (LIVE.has(String(status)) ? WORTH.indexOf(planName as UserPlanName) : 0);

const timeOf = ({ startedAt }: Subscription): number => startedAt?.getTime() ?? 0;

/** The subscription after an event; a deleted one never comes back, and an invoice says nothing of one that is not there. */
function follow(before: Subscription | undefined, fact: StripeFact): Subscription | undefined {
  if (before?.isDeleted) return before;
  if (fact.type === 'invoice.paid') return before && { ...before, status: OWED.has(String(before.status)) ? 'active' : before.status };
  if (fact.type === 'invoice.payment_failed')
    return before && { ...before, status: before.status === 'active' ? 'past_due' : before.status };
  const isDeleted = fact.type === 'customer.subscription.deleted';
  // A price that names no plan of ours says nothing of the plan.
  return { ...fact, planName: fact.planName ?? before?.planName ?? null, status: isDeleted ? 'canceled' : fact.status, isDeleted };
}

const plain = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value);

/** What is said now and was not before. */
export const newsOf = (before: StripePlan, after: StripePlan): Partial<StripePlan> =>
  Object.fromEntries(
    Object.entries(after).filter(([key, value]) => plain(value) !== plain(before[key as keyof StripePlan])),
  ) as Partial<StripePlan>;
