import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@plat/shared/database/service';
import { startTestStack, type TestStack } from './test-stack';

const LOG = `query ($filter: AuditLogFilter) { auditLogs(filter: $filter, orderBy: CREATED_AT_ASC, first: 100) { edges { node {
  id sourceSubgraph action entityType entityId actorUserId sessionId ipAddress userAgent oldValues newValues
  user { id } exchange { id } contributor { id } } } } }`;
const OF_EXCHANGE = `query ($id: ID!) { exchange(id: $id) { id auditLogs(orderBy: CREATED_AT_ASC, first: 100) {
  edges { node { id actorUserId user { email } exchange { id status } } } } } }`;
const AGENT = 'audit test 1.0';

interface Entry {
  readonly id: string;
  readonly action: string;
  readonly actorUserId: string | null;
  readonly contributor: { readonly id: string } | null;
}

describe('the audit log over all services', () => {
  let stack: TestStack;
  let admin: string;
  let coordinator: string;
  let me: string;
  beforeAll(async () => {
    stack = await startTestStack();
    admin = await stack.signIn('ADMIN');
    coordinator = await stack.signIn('COORDINATOR');
    me = (await done('{ me { id } }', {})).me.id;
    await settle();
  }, 90_000);
  afterAll(() => stack.stop());

  const settle = async () => {
    for (const service of SERVICES) await stack.subgraphs[service].runJobs();
  };
  const done = async (query: string, variables: object, token = admin) => {
    const { data, errors } = await stack.ask(query, variables as Record<string, unknown>, token, { 'user-agent': AGENT });
    expect(errors).toBeUndefined();
    return data;
  };
  const logged = async (filter: object, token = admin): Promise<Entry[]> =>
    (await done(LOG, { filter }, token)).auditLogs.edges.map(({ node }: { node: Entry }) => node);
  const contactOf = async (user: string) =>
    (await stack.lookInto('crm', 'SELECT contact_id AS id FROM users WHERE id = $1', [user]))[0]?.id;
  const edit = async (noun: string, input: object, token = admin) =>
    (await done(`mutation ($input: Update${noun}Input!) { it: update${noun}(input: $input) { id version } }`, { input }, token)).it;

  it.each([
    ['crm', 'Property', 'title', 'SELECT id, title AS was FROM properties LIMIT 1'],
    ['documents', 'Document', 'title', `SELECT id, title AS was FROM documents WHERE origin = 'REAL_ESTATE' LIMIT 1`],
    ['sync', 'PlatformLink', 'name', 'SELECT id, name AS was FROM platform_connections WHERE user_id = $1 LIMIT 1'],
    ['builds', 'Project', 'phase', 'SELECT id, phase AS was FROM projects LIMIT 1'],
    ['exchanges', 'Exchange', 'name', 'SELECT id, name AS was FROM exchanges LIMIT 1'],
  ] as const)(
    'has what was done in %s: who, in which session, from where, and the values before and after',
    async (service, noun, field, sql) => {
      const [row] = await stack.lookInto(service, sql, sql.includes('$1') ? [me] : []);
      await edit(noun, { id: row?.id, [field]: 'As it is now' });
      await settle();
      expect((await logged({ entityType: noun, entityId: row?.id })).at(-1)).toMatchObject({
        sourceSubgraph: service,
        actorUserId: me,
        user: { id: me },
        sessionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ipAddress: '127.0.0.1',
        userAgent: AGENT,
        oldValues: { [field]: row?.was },
        newValues: { [field]: 'As it is now' },
      });
    },
  );

  it('is followed from an exchange: all of it by an administrator, what they did themselves by others', async () => {
    const { data } = await stack.ask('{ me { id } }', {}, coordinator);
    const [{ id } = {}] = await stack.lookInto(
      'exchanges',
      `SELECT exchange_id AS id FROM exchange_participants WHERE contact_id = $1 AND role = 'COORDINATOR' AND 'MANAGE' = ANY (permissions::text[])`,
      [await contactOf(data.me.id)],
    );
    await edit('Exchange', { id, name: 'By the coordinator' }, coordinator);
    await edit('Exchange', { id, name: 'By an administrator' });
    await settle();
    const actors = async (token: string): Promise<string[]> =>
      (await done(OF_EXCHANGE, { id }, token)).exchange.auditLogs.edges.map(({ node }: { node: Entry & { exchange: object } }) => {
        expect(node.exchange).toEqual({ id, status: expect.any(String) });
        return node.actorUserId;
      });
    expect((await actors(admin)).slice(-2)).toEqual([data.me.id, me]);
    expect(new Set(await actors(coordinator))).toEqual(new Set([data.me.id]));
    const found = (await logged({ aboutExchangeId: { eq: id }, action: ['exchange.updated'] })).map(({ actorUserId }) => actorUserId);
    expect(found.slice(-2)).toEqual([data.me.id, me]);
    expect(await logged({ aboutExchangeId: { eq: id }, actorUserId: { eq: me } }, coordinator)).toEqual([]);
    const since = new Date(Date.now() + 3_600_000).toISOString();
    expect(await logged({ aboutExchangeId: { eq: id }, createdAt: { gt: since } })).toEqual([]);
  });

  it('has what was done to the money, the taxes and the messages of an exchange, without numbers and words', async () => {
    const { createExchange } = await done(
      'mutation ($input: CreateExchangeInput!) { createExchange(input: $input) { id } }',
      { input: { name: 'Audited', clientContactId: await contactOf(me) } },
      coordinator,
    );
    const exchangeId = createExchange.id;
    const act = async (mutation: string, input: object) => {
      const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
      return (await done(`mutation ($input: ${type}!) { it: ${mutation}(input: $input) { id } }`, { input })).it.id as string;
    };
    const account = { arrangement: 'QUALIFIED_INTERMEDIARY', holder: 'Peak QI', institution: 'First Bank', openedOn: '2026-01-02' };
    const accountId = await act('createFundAccount', { ...account, exchangeId, subAccount: 'Of the audit', accountLast4: '8642' });
    await act('updateFundAccount', { id: accountId, holder: 'Another QI', accountLast4: '9753' });
    await act('addFundEntry', { exchangeId, kind: 'PROCEEDS', amount: '1000.00', occurredOn: '2026-01-05', memo: 'Closing' });
    const person = { exchangeId, side: 'RELINQUISHED', vesting: 'Ann Miller', form: 'INDIVIDUAL', tinKind: 'SSN', tin: '078-05-1120' };
    await act('addTaxpayerIdentity', person);
    const messageId = await act('sendExchangeMessage', { exchangeId, content: 'the deed of my aunt' });
    await act('editExchangeMessage', { id: messageId, content: 'the deed of my uncle' });
    await settle();
    const rows = await logged({ aboutExchangeId: { eq: exchangeId } });
    const actions = ['fund_account.created', 'fund_account.updated', 'fund_entry.created', 'taxpayer_identity.created'];
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['exchange.created', ...actions, 'exchange_message.sent', 'exchange_message.edited']),
    );
    expect(rows.find(({ action }) => action === 'fund_account.updated')).toMatchObject({
      oldValues: { holder: 'Peak QI', account_last4: '[redacted]' },
      newValues: { holder: 'Another QI', account_last4: '[redacted]' },
    });
    for (const secret of ['"8642"', '"9753"', '"1120"', '078-05', '078051120', 'aunt', 'uncle'])
      expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('has every event of all services once, with its values, in the exchange to which it belongs', async () => {
    await settle();
    const entries = new Map(
      (
        await stack.lookInto(
          'crm',
          `SELECT event_id AS id, action || coalesce(old_values::text, '-') || coalesce(new_values::text, '-') || coalesce(about_exchange_id::text, '-') AS said
            FROM audit_logs`,
        )
      ).map(({ id, said }) => [id, said]),
    );
    for (const service of SERVICES) {
      const told = await stack.lookInto(
        service,
        `SELECT id, type, type || coalesce(payload->>'old', '-') || coalesce(payload->>'new', '-') || coalesce(payload->>'exchangeId', '-') AS said
          FROM outbox_events`,
      );
      expect(told.length).toBeGreaterThan(0);
      expect(told.filter(({ id, said }) => entries.get(id) !== said)).toEqual([]);
    }
  });

  it('leads to the contributor that an entry belongs to', async () => {
    const [row] = await stack.lookInto('builds', 'SELECT id FROM contributors LIMIT 1');
    await edit('Contributor', { id: row?.id, defaultHourlyRate: '71.50' });
    await settle();
    expect((await logged({ entityType: 'Contributor', entityId: row?.id })).at(-1)?.contributor).toEqual({ id: row?.id });
  });
});
