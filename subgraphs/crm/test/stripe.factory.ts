import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';

/** What Stripe signs with in tests. */
export const STRIPE_SECRET = `whsec_${'test'.repeat(8)}`;

const PERIOD = 30 * 86_400;

/** A message as Stripe posts it. */
export interface SignedMessage {
  readonly body: string;
  readonly signature: string;
}

/** An event of Stripe, cut down to what is read of it and a little more. */
export interface StripeMessage {
  readonly id: string;
  readonly object: 'event';
  readonly type: string;
  readonly created: number;
  readonly data: { readonly object: Readonly<Record<string, unknown>> };
}

const id = (prefix: string) => `${prefix}_${randomUUID().replaceAll('-', '')}`;

/** The header for a body. @param at when it is signed, in seconds */
export const signatureOf = (payload: string, at: number, secret = STRIPE_SECRET): string =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: at });

/** Signs an event as Stripe does, which indents what it sends. */
export const signed = (event: object, at: number, secret = STRIPE_SECRET): SignedMessage => {
  const body = JSON.stringify(event, null, 2);
  return { body, signature: signatureOf(body, at, secret) };
};

/** A customer at Stripe with one subscription, and what may be told of it. Times are seconds after the start. */
export function aSubscription({ customer = id('cus'), start = 1_790_000_000 } = {}) {
  const subscription = id('sub');
  const message = (type: string, at: number, object: Record<string, unknown>): StripeMessage => ({
    id: id('evt'),
    object: 'event',
    type,
    created: start + at,
    data: { object },
  });
  const state = (status: string, plan: string | undefined, more: Record<string, unknown> = {}) => ({
    id: subscription,
    object: 'subscription',
    customer,
    status,
    created: start,
    metadata: {},
    items: {
      object: 'list',
      data: [{ current_period_start: start, current_period_end: start + PERIOD, price: { lookup_key: plan ?? null, metadata: {} } }],
    },
    ...more,
  });
  return {
    customer,
    subscription,
    periodEnd: new Date((start + PERIOD) * 1_000).toISOString(),
    checkout: (at: number, userId: string | null) =>
      message('checkout.session.completed', at, { object: 'checkout.session', customer, subscription, client_reference_id: userId }),
    created: (at: number, status: string, plan?: string, more?: Record<string, unknown>) =>
      message('customer.subscription.created', at, state(status, plan, more)),
    updated: (at: number, status: string, plan?: string, more?: Record<string, unknown>) =>
      message('customer.subscription.updated', at, state(status, plan, more)),
    deleted: (at: number, plan?: string) => message('customer.subscription.deleted', at, state('canceled', plan)),
    invoice: (at: number, outcome: 'paid' | 'payment_failed') =>
      message(`invoice.${outcome}`, at, { object: 'invoice', customer, parent: { subscription_details: { subscription } } }),
  };
}
