import { isUuid } from '@plat/shared/graphql/scalars';
import { z } from 'zod';
import { UserPlanName } from '../plan/plan.entity';
import type { StripeEvent } from './stripe-event.entity';

/** What an event says, before it has come to anything. */
export type StripeFact = Omit<StripeEvent, 'outcome' | 'receivedAt'>;

/** A reference, which Stripe writes as an id or expands to the object. */
const reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);
const instant = z
  .int()
  .min(0)
  .max(Date.UTC(9999, 0) / 1_000)
  .transform((seconds) => new Date(seconds * 1_000));
const metadata = z.record(z.string(), z.string()).nullish();
/** Where the period is depends on the version of Stripe's API that the endpoint was made with; so does an invoice's subscription. */
const period = { current_period_start: instant.nullish(), current_period_end: instant.nullish() };
const price = z.object({ lookup_key: z.string().nullish(), metadata }).nullish();

const envelope = z.object({ id: z.string(), type: z.string(), created: instant, data: z.object({ object: z.unknown() }) });
const subscription = z.object({
  id: z.string(),
  customer: reference,
  status: z.string(),
  created: instant,
  metadata,
  items: z.object({ data: z.array(z.object({ price, ...period })) }),
  ...period,
});
const checkout = z.object({ customer: reference, subscription: reference, client_reference_id: z.string().nullish() });
const invoice = z.object({
  customer: reference,
  subscription: reference.nullish(),
  parent: z.object({ subscription_details: z.object({ subscription: reference }).nullish() }).nullish(),
});

type Said = Partial<Omit<StripeFact, 'id' | 'type' | 'created'>>;

/** The plan that the first of these texts names; FREE is not sold. */
const planNamed = (...names: (string | null | undefined)[]): UserPlanName | null =>
  names
    .map((name) => name?.toUpperCase())
    .find((name): name is UserPlanName => name === UserPlanName.PRO || name === UserPlanName.ENTERPRISE) ?? null;

const userNamed = (id: string | null | undefined): string | null => (id && isUuid(id) ? id.toLowerCase() : null);

const ofSubscription = subscription.transform((it): Said => {
  const items = it.items.data.map((item) => ({ ...item, planName: planNamed(item.price?.lookup_key, item.price?.metadata?.plan) }));
  const item = items.find(({ planName }) => planName) ?? items[0];
  return {
    customerId: it.customer,
    subscriptionId: it.id,
    userId: userNamed(it.metadata?.user_id),
    planName: item?.planName ?? planNamed(it.metadata?.plan),
    status: it.status,
    currentPeriodStart: item?.current_period_start ?? it.current_period_start ?? null,
    currentPeriodEnd: item?.current_period_end ?? it.current_period_end ?? null,
    startedAt: it.created,
  };
});

const ofCheckout = checkout.transform(
  (it): Said => ({ customerId: it.customer, subscriptionId: it.subscription, userId: userNamed(it.client_reference_id) }),
);

const ofInvoice = invoice.transform((it): Said => {
  const subscriptionId = it.parent?.subscription_details?.subscription ?? it.subscription;
  return subscriptionId ? { customerId: it.customer, subscriptionId } : {};
});

/** The events that plans follow from, in the order in which those of one second happened. */
const READERS = {
  'checkout.session.completed': ofCheckout,
  'invoice.payment_failed': ofInvoice,
  'invoice.paid': ofInvoice,
  'customer.subscription.created': ofSubscription,
  'customer.subscription.updated': ofSubscription,
  'customer.subscription.deleted': ofSubscription,
} as const satisfies Record<string, z.ZodType<Said>>;

export type StripeType = keyof typeof READERS;

/** @see READERS */
export const STRIPE_TYPES = Object.keys(READERS) as readonly StripeType[];

export const isStripeType = (type: string): type is StripeType => Object.hasOwn(READERS, type);

const NOTHING = {
  customerId: null,
  subscriptionId: null,
  userId: null,
  planName: null,
  status: null,
  currentPeriodStart: null,
  currentPeriodEnd: null,
  startedAt: null,
} satisfies Said;

/**
 * What an event says of plans; nothing, and so no customer, when it is about something else.
 * @returns undefined when it is no event at all
 */
export function factOf(event: unknown): StripeFact | undefined {
  const parsed = envelope.safeParse(event);
  if (!parsed.success) return undefined;
  const { id, type, created, data } = parsed.data;
  const said = isStripeType(type) ? READERS[type].safeParse(data.object).data : undefined;
  return { ...NOTHING, ...said, id, type, created };
}
