import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signers } from './partner';
import { startWebhookWorld, type WebhookWorld } from './webhook-world';

const HOUR = 3_600_000;
const RESEND = 'mutation ($id: ID!) { resendWebhookDelivery(id: $id) { id status eventId nextAttemptAt } }';
const TEST = 'mutation ($id: ID!) { sendTestEvent(webhookId: $id) { id type status eventId } }';
const READ = 'query ($id: ID!) { webhook(id: $id) { status disabledReason disabledAt failingSince version } }';

let world: WebhookWorld;
beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.crm.given((db) => db.query('DELETE FROM webhooks'));
  await world.run();
  world.crm.outside.letters.length = 0;
});

const hooked = () => world.hook(['property.*']);
const codeOf = ({ errors }: Awaited<ReturnType<WebhookWorld['crm']['ask']>>) => errors?.[0]?.extensions?.code;

describe('a message to a webhook', () => {
  it('is signed as Standard Webhooks says, and tells of what happened without a value', async () => {
    const { owner, partner, id, secret } = await hooked();
    const property = await world.property(owner);
    await world.run();
    const [message, ...more] = partner.received;
    if (!message) throw new Error('nothing came');
    expect(more).toEqual([]);
    expect(signers(message, [secret])).toEqual([secret]);
    expect(message.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': message.json.id,
      'webhook-timestamp': String(world.now.getTime() / 1_000),
    });
    expect(message.json).toMatchObject({ type: 'property.created', data: { subject: { type: 'Property', id: property } } });
    expect(message.json.data.changed).toContain('title');
    expect(message.text).not.toContain('Planted');
    expect(message.text).not.toContain(owner.userId);
    expect(await world.log(id)).toMatchObject([
      {
        eventId: message.json.id,
        body: message.text,
        status: 'DELIVERED',
        attempts: 1,
        responseStatus: 204,
        nextAttemptAt: null,
        fault: null,
      },
    ]);
  });

  it('is sent again until it is taken, later each time, with the same id and a new signature', async () => {
    const { owner, partner, id, secret } = await hooked();
    partner.answer = 500;
    await world.property(owner);
    const attempts = async () => (await world.log(id))[0]?.attempts;
    await world.run();
    expect(await world.log(id)).toMatchObject([
      { status: 'PENDING', attempts: 1, responseStatus: 500, responseExcerpt: 'said the partner', deliveredAt: null },
    ]);
    await world.run();
    expect(await attempts()).toBe(1);
    for (const [n, wait] of [15_000, 30_000, 60_000].entries()) {
      world.later(wait - 1);
      await world.run();
      expect(await attempts()).toBe(n + 1);
      world.later(1);
      if (n === 2) partner.answer = 200;
      await world.run();
      expect(await attempts()).toBe(n + 2);
    }
    expect(await world.log(id)).toMatchObject([{ status: 'DELIVERED', attempts: 4, responseStatus: 200, nextAttemptAt: null }]);
    expect(new Set(partner.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(partner.received.map(({ headers }) => headers['webhook-signature'])).size).toBe(4);
    for (const message of partner.received) expect(signers(message, [secret])).toEqual([secret]);
    expect((await world.crm.ask(owner, READ, { id })).data.webhook).toMatchObject({ status: 'ACTIVE', failingSince: null });
  });

  it('is given up after a day while others are taken', async () => {
    const { owner, partner, id } = await hooked();
    const refused = await world.property(owner);
    partner.answer = (response, { text }) => response.writeHead(text.includes(refused) ? 400 : 200).end();
    for (let hours = 0; hours < 26; hours += 1) {
      await world.run();
      await world.property(owner);
      world.later(HOUR);
      await world.run();
    }
    const log = await world.log(id);
    expect(log.filter(({ status }) => status === 'FAILED').map(({ body }) => body.includes(refused))).toEqual([true]);
    expect(log.filter(({ status }) => status === 'DELIVERED').length).toBeGreaterThan(20);
    expect((await world.crm.ask(owner, READ, { id })).data.webhook.status).toBe('ACTIVE');
  });

  it('disables the webhook after a day in which nothing was taken, and its owner is told', async () => {
    const { owner, user, partner, id } = await hooked();
    partner.answer = 503;
    await world.property(owner);
    const since = world.now;
    for (let hours = 0; hours < 24; hours += 1) {
      await world.run();
      world.later(HOUR);
    }
    expect((await world.crm.ask(owner, READ, { id })).data.webhook).toMatchObject({ status: 'ACTIVE', failingSince: since.toISOString() });
    await world.run();
    expect((await world.crm.ask(owner, READ, { id })).data.webhook).toMatchObject({
      status: 'DISABLED',
      disabledReason: 'FAILING',
      disabledAt: world.now.toISOString(),
      version: 2,
    });
    expect(await world.log(id)).toMatchObject([{ status: 'FAILED', nextAttemptAt: null, responseStatus: 503 }]);
    await world.crm.outside.mailer.settled();
    expect(world.crm.outside.letters).toMatchObject([{ to: user.email, subject: 'A webhook of yours is disabled' }]);
    expect(world.crm.outside.letters[0]?.body).not.toContain(partner.url);
    const [event] = await world.crm.given((db) =>
      db.query(`SELECT payload FROM outbox_events WHERE type = 'webhook.disabled' AND subject_id = $1`, [id]),
    );
    expect(event.payload).toMatchObject({ old: { status: 'ACTIVE' }, new: { disabled_reason: 'FAILING', user_id: user.id } });
    partner.received.length = 0;
    world.later(HOUR);
    await world.property(owner);
    await world.run();
    expect(partner.received).toEqual([]);
  });

  it('disables the webhook at once that answers 410, with all that waits for it', async () => {
    const { owner, partner, id } = await hooked();
    partner.answer = 410;
    for (let n = 0; n < 3; n += 1) await world.property(owner);
    await world.run();
    expect(partner.received).toHaveLength(1);
    expect((await world.crm.ask(owner, READ, { id })).data.webhook).toMatchObject({ status: 'DISABLED', disabledReason: 'GONE' });
    expect((await world.log(id)).map(({ status }) => status)).toEqual(['FAILED', 'FAILED', 'FAILED']);
    await world.crm.outside.mailer.settled();
    expect(world.crm.outside.letters).toHaveLength(1);
    expect(codeOf(await world.crm.ask(owner, RESEND, { id: (await world.log(id))[0]?.id }))).toBe('CONFLICT');
  });

  it('disables a webhook for which ten thousand wait and that takes none, and its owner is told; not one that takes them slowly', async () => {
    const [dead, slow] = [await hooked(), await hooked()];
    dead.partner.answer = 500;
    for (const { owner } of [dead, slow]) await world.property(owner);
    await world.run();
    for (const { id, user } of [dead, slow])
      await world.crm.given((db) =>
        db.query(
          `INSERT INTO webhook_deliveries (webhook_id, user_id, event_id, type, body, occurred_at, next_attempt_at)
            SELECT $1, $2, gen_random_uuid(), 'property.created', '{}', $3, $4 FROM generate_series(1, 10000)`,
          [id, user.id, world.now, new Date(world.now.getTime() + 48 * HOUR)],
        ),
      );
    for (const { owner } of [dead, slow]) await world.property(owner);
    await world.run();
    const read = async ({ owner, id }: typeof dead) => (await world.crm.ask(owner, READ, { id })).data.webhook;
    expect(await read(dead)).toMatchObject({ status: 'DISABLED', disabledReason: 'BACKLOG', disabledAt: world.now.toISOString() });
    expect(await read(slow)).toMatchObject({ status: 'ACTIVE', disabledReason: null });
    expect(world.crm.outside.letters).toMatchObject([{ to: dead.user.email, body: expect.stringContaining('ten thousand wait') }]);
    const waiting = await world.crm.given((db) =>
      db.query(`SELECT FROM webhook_deliveries WHERE webhook_id = $1 AND status = 'PENDING'`, [dead.id]),
    );
    expect(waiting).toEqual([]);
  });

  it('is not carried to where a redirect leads', async () => {
    const [{ owner, partner, id }, elsewhere] = [await hooked(), await hooked()];
    partner.answer = (response) => response.writeHead(308, { location: elsewhere.partner.url }).end();
    await world.property(owner);
    await world.run();
    expect(elsewhere.partner.received).toEqual([]);
    expect(await world.log(id)).toMatchObject([{ status: 'PENDING', responseStatus: 308 }]);
  });

  it('does not reach an address inside that a name has come to stand for', async () => {
    const { owner, partner, id } = await hooked();
    const url = partner.url.replace('http://127.0.0.1', 'https://rebinding.example');
    const { errors } = await world.crm.ask(owner, 'mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) { id } }', {
      input: { id, url },
    });
    expect(errors).toBeUndefined();
    world.names.set('rebinding.example', '127.0.0.1');
    await world.property(owner);
    await world.run();
    expect(partner.received).toEqual([]);
    expect(await world.log(id)).toMatchObject([{ status: 'PENDING', responseStatus: null, fault: 'ADDRESS_REFUSED' }]);
  });

  it('is taken by a server that begins to answer and does not end, and not by one that says nothing or breaks off', async () => {
    const [slow, huge, silent, broken] = [await hooked(), await hooked(), await hooked(), await hooked()];
    slow.partner.answer = (response) => void response.writeHead(200).write('a\u0000b');
    huge.partner.answer = (response) => void response.writeHead(200).end('x'.repeat(10_000_000));
    silent.partner.answer = () => undefined;
    broken.partner.answer = (response) => response.destroy();
    for (const { owner } of [slow, huge, broken]) await world.property(owner);
    await world.run();
    await world.property(silent.owner);
    world.patience = 200;
    await world.run();
    world.patience = 10_000;
    expect(await world.log(slow.id)).toMatchObject([{ status: 'DELIVERED', responseExcerpt: 'ab' }]);
    expect(await world.log(huge.id)).toMatchObject([{ status: 'DELIVERED', responseExcerpt: 'x'.repeat(1_000) }]);
    expect(await world.log(silent.id)).toMatchObject([{ status: 'PENDING', responseStatus: null, fault: 'TIMEOUT' }]);
    expect(await world.log(broken.id)).toMatchObject([{ status: 'PENDING', fault: 'ECONNRESET' }]);
  });

  it('waits for no other partner', async () => {
    const [slow, quick] = [await world.hook(['property.*']), await hooked()];
    for (let n = 0; n < 3; n += 1) await world.property(slow.owner);
    await world.property(quick.owner);
    let waiting: (() => void) | undefined;
    slow.partner.answer = (response) => {
      if (quick.partner.received.length > 0) response.end();
      else waiting = () => response.end();
    };
    quick.partner.answer = (response) => {
      response.end();
      waiting?.();
    };
    await world.run();
    expect((await world.log(quick.id)).map(({ status }) => status)).toEqual(['DELIVERED']);
    expect((await world.log(slow.id)).map(({ status }) => status)).toEqual(['DELIVERED', 'DELIVERED', 'DELIVERED']);
  });

  it('costs a partner that is down one attempt, however many wait', async () => {
    const { owner, partner, id } = await hooked();
    partner.answer = 500;
    for (let n = 0; n < 8; n += 1) await world.property(owner);
    await world.run();
    expect(partner.received).toHaveLength(1);
    partner.answer = 200;
    world.later(15_000);
    await world.run();
    expect((await world.log(id)).map(({ status }) => status)).toEqual(Array(8).fill('DELIVERED'));
  });

  it('is sent once by several processes, with no transaction open', async () => {
    const { owner, partner, id } = await hooked();
    for (let n = 0; n < 7; n += 1) await world.property(owner);
    let open = 0;
    partner.answer = async (response) => {
      const [{ n }] = await world.other.given((db) =>
        db.query(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`),
      );
      open += n;
      response.end();
    };
    await Promise.all([world.run(), world.run(world.other)]);
    expect(partner.received).toHaveLength(7);
    expect(new Set((await world.log(id)).map(({ status }) => status))).toEqual(new Set(['DELIVERED']));
    expect(open).toBe(0);
  });

  it('goes on when the process that had its webhook in hand was killed', async () => {
    const { owner, partner, id } = await hooked();
    await world.property(owner);
    const lease = new Date(world.now.getTime() + 90_000);
    await world.crm.given((db) => db.query('UPDATE webhooks SET leased_until = $2 WHERE id = $1', [id, lease]));
    await world.run();
    expect(partner.received).toEqual([]);
    world.later(90_000);
    await world.run();
    expect(partner.received).toHaveLength(1);
  });

  it('is sent again by hand, and to try', async () => {
    const { owner, partner, id, secret } = await hooked();
    await world.property(owner);
    await world.run();
    const [first] = await world.log(id);
    expect((await world.crm.ask(owner, RESEND, { id: first?.id })).data.resendWebhookDelivery).toMatchObject({ status: 'PENDING' });
    await world.run();
    expect(partner.received.map(({ headers }) => headers['webhook-id'])).toEqual([first?.eventId, first?.eventId]);
    expect(await world.log(id)).toMatchObject([{ id: first?.id, status: 'DELIVERED', attempts: 2 }]);
    const { sendTestEvent } = (await world.crm.ask(owner, TEST, { id })).data;
    expect(sendTestEvent).toMatchObject({ type: 'webhook.test', status: 'PENDING' });
    await world.run();
    const last = partner.received.at(-1);
    expect(last?.json).toMatchObject({ id: sendTestEvent.eventId, type: 'webhook.test', data: { subject: { type: 'Webhook', id } } });
    expect(last && signers(last, [secret])).toEqual([secret]);
    for (const gone of ['x', id]) expect(codeOf(await world.crm.ask(owner, RESEND, { id: gone }))).toBe('NOT_FOUND');
  });

  it('is signed with both secrets for a day after one took the place of the other', async () => {
    const { owner, partner, id, secret: old } = await hooked();
    const { data } = await world.crm.ask(owner, 'mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret } }', { id });
    const secrets = [data.rotateWebhookSecret.secret, old];
    const signed = async () => {
      await world.crm.ask(owner, TEST, { id });
      await world.run();
      const message = partner.received.at(-1);
      return message && signers(message, secrets);
    };
    expect(await signed()).toEqual(secrets);
    world.later(24 * HOUR - 1);
    expect(await signed()).toEqual(secrets);
    world.later(1);
    expect(await signed()).toEqual([secrets[0]]);
  });

  it('waits while its owner is shut out, or its secret cannot be read', async () => {
    const { owner, user, partner, id } = await hooked();
    await world.crm.ask(owner, TEST, { id });
    await world.crm.given((db) => db.query('UPDATE users SET is_active = false WHERE id = $1', [user.id]));
    await world.run();
    await world.crm.given((db) => db.query('UPDATE users SET is_active = true WHERE id = $1', [user.id]));
    await world.crm.given((db) => db.query(`UPDATE webhooks SET salt = 'x' || salt WHERE id = $1`, [id]));
    await world.run();
    expect(partner.received).toEqual([]);
    expect(await world.log(id)).toMatchObject([{ status: 'PENDING', fault: 'UnreadableSecretError' }]);
  });

  it('is forgotten after thirty days', async () => {
    const { owner, id } = await hooked();
    await world.crm.ask(owner, TEST, { id });
    await world.run();
    const tidy = async () => {
      await world.crm.given((db) => db.query(`SELECT graphile_worker.enqueue_job('webhooks.tidy', '{}', NULL, NULL)`));
      await world.crm.subgraph.runJobs();
      return (await world.log(id)).length;
    };
    expect(await tidy()).toBe(1);
    world.later(30 * 24 * HOUR + 1);
    expect(await tidy()).toBe(0);
  });
});
