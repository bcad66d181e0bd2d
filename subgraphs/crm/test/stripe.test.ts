import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { createDataSource } from '@plat/shared/database/data-source';
import { createAsSystem } from '@plat/shared/database/system-database';
import { subgraphServer } from '@plat/shared/graphql/subgraph-server';
import type { FastifyInstance } from 'fastify';
import { readConfig } from '../src/config';
import { model } from '../src/data-source';
import { StripeEventService } from '../src/stripe/stripe-event.service';
import { factOf, type StripeFact } from '../src/stripe/stripe-fact';
import { rawPaths } from '../src/stripe/stripe-webhook';
import { type User, UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';
import { aSubscription, STRIPE_SECRET, type StripeMessage, signatureOf, signed } from './stripe.factory';

const NOW = 1_790_100_000;
const clock = () => new Date(NOW * 1_000);

let crm: TestCrm;
let server: FastifyInstance;
let url: string;
beforeAll(async () => {
  crm = await startTestCrm();
  server = subgraphServer(crm.subgraph, {}, rawPaths({ stripeWebhookSecret: STRIPE_SECRET }, clock));
  url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/webhooks/stripe`;
});
afterAll(() => server.close().then(() => crm.stop()));

const post = async (body: string, headers: Record<string, string>) => {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};
const send = ({ body, signature }: ReturnType<typeof signed>) => post(body, { 'stripe-signature': signature });
/** Tells it as Stripe does, now. */
const tell = async (...events: readonly StripeMessage[]) => {
  for (const event of events) expect(await send(signed(event, NOW))).toEqual({ status: 200, json: { received: true } });
};
const planOf = async (user: User) =>
  (
    await crm.ask(
      viewerOf(user),
      '{ me { plan { planName status stripeCustomerId stripeSubscriptionId currentPeriodStart currentPeriodEnd } } }',
    )
  ).data.me.plan;
const outcomesOf = async (...events: readonly StripeMessage[]): Promise<(string | undefined)[]> => {
  const rows: { id: string; outcome: string }[] = await crm.given((db) =>
    db.query('SELECT id, outcome FROM stripe_events WHERE id = ANY ($1)', [events.map(({ id }) => id)]),
  );
  return events.map(({ id }) => rows.find((row) => row.id === id)?.outcome);
};
const recorded = (user: User): Promise<{ actor_user_id: string | null; payload: Record<string, unknown> }[]> =>
  crm.given((db) =>
    db.query(
      `SELECT actor_user_id, payload FROM outbox_events WHERE type = 'user_plan.changed' AND payload ->> 'userId' = $1 ORDER BY seq`,
      [user.id],
    ),
  );
const permutations = <T>(list: readonly T[]): T[][] =>
  list.length === 0 ? [[]] : list.flatMap((one, at) => permutations(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));

describe('what Stripe tells', () => {
  it('gives the user who checked out the plan, recorded without an actor', async () => {
    const [ann, it] = [await crm.user(), aSubscription()];
    const events = [it.checkout(0, ann.id), it.created(0, 'incomplete', 'pro'), it.updated(2, 'active', 'pro')];
    await tell(...events);
    expect(await planOf(ann)).toEqual({
      planName: 'PRO',
      status: 'active',
      stripeCustomerId: it.customer,
      stripeSubscriptionId: it.subscription,
      currentPeriodStart: '2026-09-21T14:13:20.000Z',
      currentPeriodEnd: it.periodEnd,
    });
    expect(await outcomesOf(...events)).toEqual(['APPLIED', 'APPLIED', 'APPLIED']);
    expect(await recorded(ann)).toMatchObject([
      { actor_user_id: null, payload: { new: { stripe_customer_id: it.customer }, stripeEventId: events[0]?.id } },
      { actor_user_id: null, payload: { old: { status: null }, new: { status: 'incomplete' } } },
      { actor_user_id: null, payload: { old: { plan_name: 'FREE' }, new: { plan_name: 'PRO', status: 'active' } } },
    ]);
  });

  it.each<[string, (it: ReturnType<typeof aSubscription>, ann: User) => StripeMessage]>([
    ['the lookup key in any case', (it) => it.updated(2, 'active', 'Enterprise')],
    [
      'the metadata of the price',
      (it) => it.updated(2, 'active', undefined, { items: { data: [{ price: { metadata: { plan: 'enterprise' } } }] } }),
    ],
    [
      'the metadata of the subscription',
      (it, ann) => it.updated(2, 'active', 'yearly-2', { metadata: { plan: 'enterprise', user_id: ann.id } }),
    ],
    [
      'one of several items',
      (it) =>
        it.updated(2, 'active', undefined, {
          items: { data: [{ price: { lookup_key: 'seats' } }, { price: { lookup_key: 'enterprise' } }] },
        }),
    ],
  ])('names the plan by %s', async (_, event) => {
    const [ann, it] = [await crm.user(), aSubscription()];
    await tell(it.checkout(0, ann.id), event(it, ann));
    expect(await planOf(ann)).toMatchObject({ planName: 'ENTERPRISE', stripeCustomerId: it.customer });
  });

  it('binds by the metadata of the subscription rather than by what came through a browser', async () => {
    const [ann, bob, it] = [await crm.user(), await crm.user(), aSubscription()];
    await tell(it.checkout(0, bob.id), it.updated(1, 'active', 'pro', { metadata: { user_id: ann.id } }));
    expect([(await planOf(ann)).planName, (await planOf(bob)).planName]).toEqual(['PRO', 'FREE']);
    await tell(it.updated(2, 'active', 'pro', { metadata: { user_id: bob.id } }));
    expect([(await planOf(ann)).planName, (await planOf(bob)).planName]).toEqual(['FREE', 'PRO']);
  });

  it('keeps the plan where a price names none, while all else is taken over', async () => {
    const [ann, it] = [await crm.user(), aSubscription()];
    await tell(it.checkout(0, ann.id), it.updated(1, 'active', 'pro'), it.updated(2, 'past_due', 'gold'));
    expect(await planOf(ann)).toMatchObject({ planName: 'PRO', status: 'past_due' });
  });

  it('keeps the plan while Stripe tries to collect, and ends it when it gives up', async () => {
    const [ann, it] = [await crm.user(), aSubscription()];
    await tell(it.checkout(0, ann.id), it.created(1, 'active', 'pro'), it.invoice(2, 'payment_failed'));
    expect(await planOf(ann)).toMatchObject({ planName: 'PRO', status: 'past_due' });
    await tell(it.invoice(3, 'paid'));
    expect(await planOf(ann)).toMatchObject({ planName: 'PRO', status: 'active' });
    await tell(it.updated(4, 'unpaid', 'pro'));
    expect(await planOf(ann)).toMatchObject({ planName: 'FREE', status: 'unpaid' });
    await tell(it.invoice(5, 'paid'), it.deleted(6, 'pro'), it.invoice(7, 'paid'));
    expect(await planOf(ann)).toMatchObject({ planName: 'FREE', status: 'canceled', stripeSubscriptionId: it.subscription });
  });

  it('leaves a newer subscription alone when an older one ends late', async () => {
    const [ann, old] = [await crm.user(), aSubscription()];
    const young = aSubscription({ customer: old.customer, start: 1_790_050_000 });
    await tell(old.checkout(0, ann.id), old.created(1, 'active', 'pro'), young.created(0, 'active', 'pro'));
    expect(await planOf(ann)).toMatchObject({ planName: 'PRO', stripeSubscriptionId: young.subscription });
    await tell(old.deleted(60_000, 'pro'));
    expect(await planOf(ann)).toMatchObject({ planName: 'PRO', status: 'active', stripeSubscriptionId: young.subscription });
  });

  it('changes nothing with events that are about something else, or that it cannot read', async () => {
    const [ann, it] = [await crm.user(), aSubscription()];
    const other: StripeMessage = { ...it.created(0, 'active', 'pro'), type: 'charge.refunded' };
    const odd: StripeMessage = { ...it.created(0, 'active', 'pro'), data: { object: { id: 5 } } };
    const unbound = it.created(0, 'active', 'pro');
    await tell(other, odd, unbound);
    expect(await outcomesOf(other, odd, unbound)).toEqual(['IGNORED', 'IGNORED', 'UNBOUND']);
    await tell(it.checkout(3, '00000000-0000-4000-8000-000000000000'));
    expect(await planOf(ann)).toMatchObject({ planName: 'FREE' });
  });

  it('does not undo what an administrator decided, until it has news', async () => {
    const [ann, boss, it] = [await crm.user(), await crm.user({ role: UserRole.ADMIN }), aSubscription()];
    await tell(it.checkout(0, ann.id), it.created(1, 'active', 'pro'));
    await crm.ask(viewerOf(boss), 'mutation ($id: ID!) { setUserPlan(input: { userId: $id, planName: ENTERPRISE }) { id } }', {
      id: ann.id,
    });
    await tell(it.updated(2, 'past_due', 'pro'));
    expect(await planOf(ann)).toMatchObject({ planName: 'ENTERPRISE', status: 'past_due' });
    await tell(it.deleted(3, 'pro'));
    expect(await planOf(ann)).toMatchObject({ planName: 'FREE', status: 'canceled' });
  });
});

describe('the order in which it arrives', () => {
  it('does not matter for a life with its end: 120 orders, one end', async () => {
    const ends = new Set<string>();
    for (const order of permutations([0, 1, 2, 3, 4])) {
      const [ann, it] = [await crm.user(), aSubscription()];
      const events = [
        it.checkout(0, ann.id),
        it.created(0, 'incomplete', 'pro'),
        it.updated(0, 'active', 'pro'),
        it.updated(5, 'active', 'enterprise'),
        it.deleted(5, 'enterprise'),
      ];
      await tell(...order.map((at) => events[at] as StripeMessage));
      const { planName, status, stripeCustomerId, stripeSubscriptionId, currentPeriodEnd } = await planOf(ann);
      ends.add([planName, status, stripeCustomerId === it.customer, stripeSubscriptionId === it.subscription, currentPeriodEnd].join(' '));
    }
    expect([...ends]).toEqual(['FREE canceled true true 2026-10-21T14:13:20.000Z']);
  }, 120_000); // 600 webhooks

  it('does not matter for several at once, on several connections, twice each', async () => {
    const source = await createDataSource(crm.database.system, model, 6, 'webhooks').initialize();
    const service = new StripeEventService({ asSystem: createAsSystem(source), viewer: NOBODY, origin: { requestId: 'test' } });
    // Of two customers that are one user, so that neither the lock of the customer nor that of the user is enough.
    const people = await Promise.all(
      Array.from({ length: 12 }, async () => ({ ann: await crm.user(), it: aSubscription(), other: aSubscription() })),
    );
    const events = people.flatMap(({ ann, it, other }) => [
      it.checkout(0, ann.id),
      it.created(0, 'active', 'pro'),
      it.updated(1, 'active', 'enterprise'),
      other.checkout(0, ann.id),
      other.created(1, 'active', 'pro'),
      it.deleted(2, 'enterprise'),
    ]);
    const queue = [...events, ...events];
    // Each of the six connections has one event in hand; what meets a lock for too long comes again, as from Stripe.
    const deliver = async (): Promise<void> => {
      for (let event = queue.shift(); event; event = queue.shift()) {
        const fault = await service.receive(factOf(event) as StripeFact).catch((error: Error) => error);
        if (!(fault instanceof Error)) continue;
        expect(fault).toMatchObject({ code: 'CONFLICT' });
        queue.push(event);
      }
    };
    await Promise.all(Array.from({ length: 6 }, deliver));
    await source.destroy();
    for (const { ann, other } of people)
      expect(await planOf(ann)).toMatchObject({ planName: 'PRO', status: 'active', stripeSubscriptionId: other.subscription });
  });
});

describe('an event that comes again', () => {
  it('is answered alike and does nothing', async () => {
    const [ann, it] = [await crm.user(), aSubscription()];
    const [bound, begun, ended] = [it.checkout(0, ann.id), it.created(1, 'active', 'pro'), it.deleted(2, 'pro')];
    await tell(bound, begun, begun, ended, begun, bound, ended);
    expect(await planOf(ann)).toMatchObject({ planName: 'FREE', status: 'canceled' });
    expect(await recorded(ann)).toHaveLength(3);
  });
});

describe('what Stripe did not sign, or not now', () => {
  const event = () => aSubscription().created(0, 'active', 'pro');

  it.each<[string, (message: StripeMessage) => ReturnType<typeof signed>]>([
    ['another secret', (message) => signed(message, NOW, 'whsec_another')],
    ['another body', (message) => ({ ...signed(message, NOW), body: JSON.stringify({ ...message, type: 'x' }) })],
    ['the same body in other bytes', (message) => ({ ...signed(message, NOW), body: JSON.stringify(message) })],
    ['five minutes and a second ago', (message) => signed(message, NOW - 301)],
    ['no signature', (message) => ({ ...signed(message, NOW), signature: '' })],
    ['another scheme', (message) => ({ ...signed(message, NOW), signature: signed(message, NOW).signature.replace('v1=', 'v0=') })],
    ['half a header', (message) => ({ ...signed(message, NOW), signature: 't=,v1' })],
  ])('is refused: %s', async (_, forge) => {
    const message = event();
    const { status, json } = await send(forge(message));
    expect(status).toBe(400);
    expect(json).toEqual({
      errors: [
        {
          message: 'This is not signed by Stripe, or was more than five minutes ago.',
          extensions: { code: 'BAD_USER_INPUT', requestId: expect.any(String) },
        },
      ],
    });
    expect(await outcomesOf(message)).toEqual([undefined]);
  });

  it('is taken five minutes later, and no longer', async () => {
    const message = event();
    expect((await send(signed(message, NOW - 300))).status).toBe(200);
    expect(await outcomesOf(message)).toEqual(['UNBOUND']);
  });

  it('is refused when it is signed and no event', async () => {
    for (const body of ['{}', '[]', '"x"', '{', '']) expect((await send({ body, signature: signatureOf(body, NOW) })).status).toBe(400);
  });

  it('is nothing at all without the secret', async () => {
    const bare = subgraphServer(crm.subgraph, {}, rawPaths({}));
    const { body, signature } = signed(event(), NOW);
    const answer = await bare.inject({
      method: 'POST',
      url: '/webhooks/stripe',
      headers: { 'stripe-signature': signature },
      payload: body,
    });
    expect([answer.statusCode, answer.json().errors[0].extensions.code]).toEqual([404, 'NOT_FOUND']);
    await bare.close();
    expect(() => readConfig({ STRIPE_WEBHOOK_SECRET: 'sk_live_x' })).toThrow(/STRIPE_WEBHOOK_SECRET: must begin with whsec_/);
  });

  it('leaves neither the secret nor the signature in the log', async () => {
    const lines: string[] = [];
    const write = (...entry: unknown[]) => void lines.push(JSON.stringify(entry));
    const paths = rawPaths({ stripeWebhookSecret: STRIPE_SECRET }, clock);
    const it = aSubscription();
    for (const { body, signature } of [signed(it.created(0, 'active', 'gold'), NOW), signed(event(), NOW, 'whsec_another')]) {
      const request = { bytes: Buffer.from(body), header: () => signature, log: { info: write, warn: write } };
      await crm.subgraph
        .work(viewerOf(await crm.user()), ({ scope }: { scope: never }) => paths['/webhooks/stripe']?.(request, scope) as Promise<object>)
        .catch((error: Error) => write(error.message, error.stack));
      expect(lines.join()).not.toContain(signature.slice(-64));
    }
    expect(lines.join()).not.toMatch(/whsec|v1=/);
    expect(lines.join()).toMatch(/names no plan/);
  });
});
