import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { EVENT_TYPES } from '@plat/shared/events/event-types';
import { OutboundTargets } from '@plat/shared/outbound/outbound-target';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
const now = new Date('2026-03-01T12:00:00Z');
const inside = new Set<string>();
beforeAll(async () => {
  const targets = new OutboundTargets(['partner.internal'], async (host) => [
    { address: inside.has(host) ? '10.0.0.1' : '8.8.8.8', family: 4 },
  ]);
  crm = await startTestCrm({ clock: () => now, webhooks: { targets } });
});
afterAll(() => crm.stop());

const FIELDS = 'id version url description eventTypes status disabledReason disabledAt failingSince previousSecretUntil user { id }';
const CREATE = `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { ${FIELDS} } } }`;
const UPDATE = `mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) { ${FIELDS} } }`;
const on = (field: string, selection = FIELDS) => `mutation ($id: ID!) { ${field}(id: $id) { ${selection} } }`;

const create = (as: Viewer, input: object = {}) =>
  crm.ask(as, CREATE, { input: { url: 'https://example.com/hook', eventTypes: ['property.*'], ...input } });
const codeOf = ({ errors }: Awaited<ReturnType<TestCrm['ask']>>) => errors?.[0]?.extensions?.code;
const fieldsOf = ({ errors }: Awaited<ReturnType<TestCrm['ask']>>) => errors?.[0]?.extensions?.fields;
const events = (id: string) =>
  crm.given(
    (db): Promise<{ type: string; payload: { old?: object; new?: object } }[]> =>
      db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]),
  );
const aWebhook = async () => {
  const ann = await crm.user();
  const owner = viewerOf(ann);
  const { secret, webhook } = (await create(owner)).data.createWebhook;
  return { ann, owner, secret: secret as string, id: webhook.id as string };
};

describe('webhooks', () => {
  it('shows what signs their messages once, and keeps it encrypted', async () => {
    const ann = await crm.user();
    const { data, errors } = await create(viewerOf(ann), { eventTypes: ['property.*', 'lead.created', 'property.*'], description: 'Mine' });
    expect(errors).toBeUndefined();
    const { secret, webhook } = data.createWebhook;
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(webhook).toMatchObject({
      url: 'https://example.com/hook',
      description: 'Mine',
      eventTypes: ['lead.created', 'property.*'],
      status: 'ACTIVE',
      disabledReason: null,
      version: 1,
      user: { id: ann.id },
    });
    const kept = await crm.given((db) => db.query('SELECT * FROM webhooks WHERE id = $1', [webhook.id]));
    expect(kept[0].secret_ciphertext).toMatch(/^test\.100000\./);
    const recorded = await events(webhook.id);
    expect(recorded.map(({ type }) => type)).toEqual(['webhook.created']);
    const key = secret.slice('whsec_'.length);
    expect(JSON.stringify([kept, recorded])).not.toContain(key);
  });

  it('refuses types of which nothing would ever come, names the nearest, and lists all', async () => {
    const ann = viewerOf(await crm.user());
    const { data } = await crm.ask(ann, '{ webhookEventTypes }');
    expect(data.webhookEventTypes).toEqual(expect.arrayContaining(['property.created', 'document.trashed', 'workspace_member.deleted']));
    const types = ['documents.*', 'lead.create', 'property.created', 'user.*', '*'];
    const wrong = (near: string) => `is no type of event; the nearest is ${near}, and Query.webhookEventTypes lists all`;
    const faults = { 'input.eventTypes.1': wrong('document.*'), 'input.eventTypes.2': wrong('lead.created') };
    const answer = await create(ann, { eventTypes: types });
    expect({ code: codeOf(answer), fields: fieldsOf(answer) }).toEqual({ code: 'BAD_USER_INPUT', fields: faults });
    const { id } = (await create(ann)).data.createWebhook.webhook;
    expect(fieldsOf(await crm.ask(ann, UPDATE, { input: { id, eventTypes: types } }))).toEqual(faults);
    expect((await create(ann, { eventTypes: [...EVENT_TYPES.slice(-45), 'exchange.*', '*'] })).errors).toBeUndefined();
  });

  it('names each argument that breaks a rule', async () => {
    const ann = viewerOf(await crm.user());
    const types = ['Property.created', 'property', 'property.*.x', '*.created', 'p'.repeat(101), 'property.created'];
    const answer = await create(ann, { url: 'http://example.com/', description: 'd'.repeat(256), eventTypes: types });
    expect(codeOf(answer)).toBe('BAD_USER_INPUT');
    const wrong = 'must look like property.created, property.* or *';
    expect(fieldsOf(answer)).toEqual({
      'input.url': 'must be an https address',
      'input.description': 'must have at most 255 characters',
      ...Object.fromEntries([0, 1, 2, 3, 4].map((index) => [`input.eventTypes.${index}`, wrong])),
    });
    expect(fieldsOf(await create(ann, { eventTypes: [] }))).toEqual({ 'input.eventTypes': 'must be 1 to 50 types of events' });
    const many = EVENT_TYPES.slice(0, 51);
    expect(fieldsOf(await create(ann, { eventTypes: many }))).toEqual({ 'input.eventTypes': 'must be 1 to 50 types of events' });
    const empty = await crm.ask(ann, UPDATE, { input: { id: ann.userId, url: null, eventTypes: null } });
    expect(fieldsOf(empty)).toEqual({
      'input.url': 'must not be null; leave it out',
      'input.eventTypes': 'must not be null; leave it out',
    });
  });

  it('leads nowhere inside, by whatever name, unless the operator says so', async () => {
    const ann = viewerOf(await crm.user());
    inside.add('rebinding.example');
    for (const url of ['https://127.0.0.1/', 'https://169.254.169.254/', 'https://[::1]/', 'https://0x7f.1/', 'https://rebinding.example/'])
      expect([url, fieldsOf(await create(ann, { url }))]).toEqual([url, { 'input.url': 'must lead to the open Internet' }]);
    expect(fieldsOf(await create(ann, { url: 'https://ann:pw@example.com/' }))).toEqual({
      'input.url': 'must hold no user name and no password',
    });
    const { id } = (await create(ann, { url: 'http://partner.internal:8080/' })).data.createWebhook.webhook;
    expect(fieldsOf(await crm.ask(ann, UPDATE, { input: { id, url: 'https://rebinding.example/' } }))).toEqual({
      'input.url': 'must lead to the open Internet',
    });
  });

  it('edits a webhook, and refuses an edit of an old version', async () => {
    const { owner, id } = await aWebhook();
    const edit = (input: object) => crm.ask(owner, UPDATE, { input: { id, ...input } });
    expect((await edit({ version: 1, description: 'd', eventTypes: ['*', '*'] })).data.updateWebhook).toMatchObject({
      description: 'd',
      eventTypes: ['*'],
      version: 2,
    });
    expect((await edit({ description: null })).data.updateWebhook).toMatchObject({ description: null, eventTypes: ['*'], version: 3 });
    expect(codeOf(await edit({ version: 1, description: 'x' }))).toBe('CONFLICT');
    expect((await events(id)).map(({ type }) => type)).toEqual(['webhook.created', 'webhook.updated', 'webhook.updated']);
  });

  it('gives a new secret, and says until when the old one signs too', async () => {
    const { owner, id, secret } = await aWebhook();
    const { data } = await crm.ask(owner, on('rotateWebhookSecret', `secret webhook { ${FIELDS} }`), { id });
    expect(data.rotateWebhookSecret.secret).not.toBe(secret);
    expect(data.rotateWebhookSecret.webhook).toMatchObject({ previousSecretUntil: '2026-03-02T12:00:00.000Z', version: 2 });
    const [, rotated] = await events(id);
    expect(rotated).toMatchObject({ type: 'webhook.secret_rotated', payload: { old: {} } });
    expect(JSON.stringify(rotated)).not.toContain('whsec');
  });

  it('is disabled and enabled by its owner, once each', async () => {
    const { owner, id } = await aWebhook();
    for (let n = 0; n < 2; n += 1)
      expect((await crm.ask(owner, on('disableWebhook'), { id })).data.disableWebhook).toMatchObject({
        status: 'DISABLED',
        disabledReason: 'OWNER',
        disabledAt: now.toISOString(),
        version: 2,
      });
    expect(codeOf(await crm.ask(owner, 'mutation ($id: ID!) { sendTestEvent(webhookId: $id) { id } }', { id }))).toBe('CONFLICT');
    for (let n = 0; n < 2; n += 1)
      expect((await crm.ask(owner, on('enableWebhook'), { id })).data.enableWebhook).toMatchObject({
        status: 'ACTIVE',
        disabledReason: null,
        disabledAt: null,
        version: 3,
      });
    expect((await events(id)).map(({ type }) => type)).toEqual(['webhook.created', 'webhook.disabled', 'webhook.enabled']);
  });

  it('deletes a webhook with its log', async () => {
    const ann = await crm.user();
    const webhook = await crm.webhook(ann);
    const { id } = await crm.webhookDelivery(webhook);
    expect((await crm.ask(viewerOf(ann), on('deleteWebhook', 'id'), { id: webhook.id })).data.deleteWebhook).toEqual({ id: webhook.id });
    expect(await crm.given((db) => db.query('SELECT id FROM webhook_deliveries WHERE id = $1', [id]))).toEqual([]);
    for (const gone of [webhook.id, 'x'])
      expect(codeOf(await crm.ask(viewerOf(ann), on('deleteWebhook', 'id'), { id: gone }))).toBe('NOT_FOUND');
    expect(codeOf(await crm.ask(viewerOf(ann), on('rotateWebhookSecret', 'secret'), { id: 'x' }))).toBe('NOT_FOUND');
  });

  it('are twenty to a user, however many are asked for at a time', async () => {
    const ann = await crm.user();
    for (let n = 0; n < 18; n += 1) await crm.webhook(ann);
    const codes = await Promise.all(Array.from({ length: 4 }, async () => codeOf(await create(viewerOf(ann)))));
    expect(codes.filter((code) => code === 'CONFLICT')).toHaveLength(2);
    expect(codes.filter((code) => code === undefined)).toHaveLength(2);
  });

  it('lists webhooks, and the deliveries of several by status and type, in few statements', async () => {
    const ann = await crm.user();
    for (const url of ['https://a.example/', 'https://b.example/']) {
      const webhook = await crm.webhook(ann, { url });
      await crm.webhookDelivery(webhook, { type: 'lead.created' });
      await crm.webhookDelivery(webhook, { status: 'FAILED' as never, responseStatus: 500, attempts: 3 });
    }
    const query = `{ webhooks(orderBy: CREATED_AT_ASC, filter: { status: [ACTIVE] }) { totalCount edges { node { url
      failed: deliveries(filter: { status: [FAILED] }) { edges { node { status responseStatus attempts webhook { url } } } }
      leads: deliveries(filter: { type: { eq: "lead.created" } }) { totalCount } } } } }`;
    let answer: Awaited<ReturnType<TestCrm['ask']>> | undefined;
    const statements = await crm.statementsOf(async () => {
      answer = await crm.ask(viewerOf(ann), query);
    });
    expect(statements).toHaveLength(6);
    expect(answer?.data.webhooks.totalCount).toBe(2);
    expect(answer?.data.webhooks.edges.map(({ node }: { node: object }) => node)).toEqual(
      ['https://a.example/', 'https://b.example/'].map((url) => ({
        url,
        failed: { edges: [{ node: { status: 'FAILED', responseStatus: 500, attempts: 3, webhook: { url } } }] },
        leads: { totalCount: 1 },
      })),
    );
  });
});
