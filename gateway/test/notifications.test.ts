import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestStack, type TestStack } from './test-stack';

const INBOX = `{ me { id unreadNotificationCount notifications(filter: { kind: [EXCHANGE_PARTICIPATION, EXCHANGE_PROGRESS] }) {
  edges { node { id kind message linkUrl subjectType } } } } }`;
const ADD = `mutation ($exchangeId: ID!, $contactId: ID!) {
  addExchangeParticipant(input: { exchangeId: $exchangeId, contactId: $contactId, role: AGENCY }) { id } }`;
const EDIT = 'mutation ($input: UpdateExchangeInput!) { updateExchange(input: $input) { status } }';
const CHOOSE =
  'mutation ($value: JSON!) { setPreference(input: { preferenceKey: "notifications", preferenceValue: $value }) { preferenceKey } }';

describe('notifications over all services', () => {
  let stack: TestStack;
  let tokens: Record<'ADMIN' | 'COORDINATOR' | 'USER', string>;
  beforeAll(async () => {
    stack = await startTestStack();
    const [ADMIN, COORDINATOR, USER] = [await stack.signIn('ADMIN'), await stack.signIn('COORDINATOR'), await stack.signIn('USER')];
    tokens = { ADMIN, COORDINATOR, USER };
    await settle();
  }, 60_000);
  afterAll(() => stack.stop());

  /** All that was recorded is told to crm. */
  const settle = async () => {
    for (const service of Object.values(stack.subgraphs)) await service.runJobs();
  };
  const done = async (query: string, variables: Record<string, unknown>, by: keyof typeof tokens) => {
    const { data, errors } = await stack.ask(query, variables, tokens[by]);
    expect(errors).toBeUndefined();
    return data;
  };
  const inbox = async (of: keyof typeof tokens) => {
    const { me } = await done(INBOX, {}, of);
    return { unread: me.unreadNotificationCount, told: me.notifications.edges.map(({ node }: { node: object }) => node) };
  };
  const contactOf = async (role: string) =>
    (await stack.lookInto('crm', 'SELECT contact_id AS id FROM users WHERE role = $1', [role]))[0]?.id;
  /** An exchange of the demo's coordinator in which its user takes no part. */
  const exchange = async (): Promise<string> => {
    const newContact = 'mutation ($email: EmailAddress!) { createContact(input: { type: OTHER, email: $email, shared: true }) { id } }';
    const clientContactId = (await done(newContact, { email: `a${randomUUID()}@example.com` }, 'ADMIN')).createContact.id;
    const input = { name: 'Told', clientContactId, coordinatorContactId: await contactOf('COORDINATOR') };
    return (await done('mutation ($input: CreateExchangeInput!) { createExchange(input: $input) { id } }', { input }, 'COORDINATOR'))
      .createExchange.id;
  };

  it('show in crm what exchanges tells: who takes part is told of it, once, and of how it goes on', async () => {
    const before = await inbox('USER');
    const exchangeId = await exchange();
    await done(ADD, { exchangeId, contactId: await contactOf('USER') }, 'COORDINATOR');
    await settle();
    const joined = await inbox('USER');
    expect(joined.unread).toBe(before.unread + 1);
    expect(joined.told[0]).toMatchObject({
      kind: 'EXCHANGE_PARTICIPATION',
      message: 'You take part in an exchange now, as agency.',
      linkUrl: `/exchanges/${exchangeId}`,
      subjectType: 'ExchangeParticipant',
    });
    await stack.lookInto('exchanges', 'UPDATE outbox_deliveries SET delivered_at = NULL');
    await stack.lookInto('crm', 'DELETE FROM inbox_events');
    await settle();
    expect(await stack.lookInto('exchanges', 'SELECT FROM outbox_deliveries WHERE delivered_at IS NULL')).toEqual([]);
    expect(await inbox('USER')).toEqual(joined);

    const coordinator = await inbox('COORDINATOR');
    await done(EDIT, { input: { id: exchangeId, status: 'ON_HOLD' } }, 'COORDINATOR');
    await done(EDIT, { input: { id: exchangeId, name: 'Told again' } }, 'COORDINATOR');
    await settle();
    expect((await inbox('USER')).told.slice(0, 2)).toMatchObject([
      { kind: 'EXCHANGE_PROGRESS', message: 'An exchange of yours is on hold now.' },
      { kind: 'EXCHANGE_PARTICIPATION' },
    ]);
    expect(await inbox('COORDINATOR')).toEqual(coordinator);
  });

  it('are not sent of an exchange that notifies nobody, nor of a kind that is muted', async () => {
    const exchangeId = await exchange();
    await done(EDIT, { input: { id: exchangeId, notificationsEnabled: false } }, 'COORDINATOR');
    await done(CHOOSE, { value: { muted: ['EXCHANGE_PARTICIPATION'] } }, 'USER');
    const before = await inbox('USER');
    await done(ADD, { exchangeId, contactId: await contactOf('USER') }, 'COORDINATOR');
    await done(EDIT, { input: { id: exchangeId, status: 'ON_HOLD' } }, 'COORDINATOR');
    await settle();
    expect(await inbox('USER')).toEqual(before);
  });

  it('are nobody else’s, whatever the role', async () => {
    const { me } = await done(INBOX, {}, 'USER');
    const query = 'query ($id: ID!) { user(id: $id) { id unreadNotificationCount notifications { totalCount } } }';
    expect((await done(query, { id: me.id }, 'ADMIN')).user).toEqual({ id: me.id, unreadNotificationCount: null, notifications: null });
    const { errors } = await stack.ask(
      'mutation ($id: ID!) { markNotificationRead(id: $id) { id } }',
      { id: me.notifications.edges[0].node.id },
      tokens.ADMIN,
    );
    expect(errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  });
});
