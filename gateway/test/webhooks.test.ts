import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { aSubscription, STRIPE_SECRET, signed } from '../../subgraphs/crm/test/stripe.factory';
import { webhooks } from '../src/http/webhooks';
import { startTestStack, type TestStack } from './test-stack';

const now = () => Math.floor(Date.now() / 1_000);

describe('a webhook of Stripe', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ stripeWebhookSecret: STRIPE_SECRET });
  }, 60_000);
  afterAll(() => stack.stop());

  const post = (body: string, signature: string) =>
    fetch(`${stack.url}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
      body,
    });
  const send = (event: object, secret?: string) => {
    const { body, signature } = signed(event, now(), secret);
    return post(body, signature);
  };

  it('comes through the gateway as it was signed, and changes the plan that the user sees', async () => {
    const token = await stack.signIn('USER');
    const { data } = await stack.ask('{ me { id plan { planName } } }', {}, token);
    expect(data.me.plan).toEqual({ planName: 'FREE' });
    const it = aSubscription();
    for (const event of [it.checkout(0, data.me.id), it.created(1, 'active', 'pro')]) {
      const response = await send(event);
      expect([response.status, await response.json()]).toEqual([200, { received: true }]);
    }
    const after = await stack.ask('{ me { plan { planName status stripeCustomerId } } }', {}, token);
    expect(after.data.me.plan).toEqual({ planName: 'PRO', status: 'active', stripeCustomerId: it.customer });
  });

  it('is refused with the words of crm when another signed it', async () => {
    const response = await send(aSubscription().created(0, 'active', 'pro'), 'whsec_another');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('has at most 256 KB', async () => {
    const response = await post('x'.repeat(256 * 1024 + 1), 't=1,v1=x');
    expect([response.status, await response.json()]).toEqual([
      413,
      { errors: [{ message: 'A request takes at most 256 KB.', extensions: { code: 'LIMIT', requestId: expect.any(String) } }] },
    ]);
    expect((await post('x'.repeat(256 * 1024), 't=1,v1=x')).status).toBe(400);
  });

  it('is to come again later while crm is down', async () => {
    await stack.takeDown('crm');
    const response = await send(aSubscription().created(0, 'active', 'pro'));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    expect(text).not.toMatch(/127\.0\.0\.1|ECONN|whsec|v1=/);
  });
});

describe('what is passed on', () => {
  let gateway: FastifyInstance;
  let answer: { status: number; body: string };
  const asked: { url?: string; headers: Record<string, unknown>; body: Buffer }[] = [];
  const crm = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(answer.status).end(answer.body);
  });
  beforeAll(async () => {
    await new Promise<void>((done) => crm.listen(0, '127.0.0.1', done));
    gateway = fastify();
    gateway.register(webhooks(`http://127.0.0.1:${(crm.address() as AddressInfo).port}`));
  });
  afterAll(() => gateway.close().then(() => new Promise((done) => crm.close(done))));

  it('is every byte and the signature, and no header that could speak for somebody', async () => {
    answer = { status: 200, body: '{}' };
    const payload = Buffer.from([0x7b, 0x20, 0xff, 0x00, 0x0a, 0xc3, 0xa9, 0x7d]);
    await gateway.inject({
      method: 'POST',
      url: '/webhooks/stripe',
      headers: { 'stripe-signature': 't=1,v1=a', 'x-plat-identity': 'forged', 'x-plat-client-address': '192.0.2.9', cookie: 'a=b' },
      payload,
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ url: '/webhooks/stripe', body: payload, headers: { 'stripe-signature': 't=1,v1=a' } });
    expect(Object.keys(asked[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['x-plat-identity']));
    expect(asked[0]?.headers).not.toHaveProperty('cookie');
    expect(asked[0]?.headers['x-plat-client-address']).toBe('127.0.0.1');
  });

  it.each([
    [500, '{"errors":[{"message":"secret"}]}'],
    [502, '<html>'],
    [200, 'x'.repeat(64 * 1024 + 1)],
  ])('brings back nothing of an answer of %i that is none', async (status, body) => {
    answer = { status, body };
    const response = await gateway.inject({ method: 'POST', url: '/webhooks/stripe', payload: '{}' });
    expect(response.headers['retry-after']).toBe('30');
    expect(response.body).toMatch(/does not answer/);
  });
});
