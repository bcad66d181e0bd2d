import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { eventValues } from '@plat/shared/database/secret-column';
import { ExchangeMessage } from '../src/exchange-message/exchange-message.entity';
import { MessageRevision } from '../src/message-revision/message-revision.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';
import { callWith } from './funds.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const ACCOUNT = { arrangement: 'QUALIFIED_INTERMEDIARY', holder: 'Peak QI', institution: 'First Bank', openedOn: '2026-02-27' };

/** What crm, and with it the audit log, webhooks and notifications, gets to know of an exchange. */
const told = async (id: string): Promise<string> =>
  JSON.stringify(await service.given((db) => db.query(`SELECT type, payload FROM outbox_events WHERE payload->>'exchangeId' = $1`, [id])));

it('events have no words of messages, no number of a taxpayer and none of an account, nor its end, and say that they hide it', async () => {
  const { exchange, client, coordinator } = await service.staffed();
  const call = async (as: Viewer, field: string, type: string, selection: string, input: object) => {
    const { data, errors } = await callWith(service, field, type, selection)(as, input);
    expect([field, errors]).toEqual([field, undefined]);
    return data[field];
  };
  const words = ['the deed of my aunt', 'the deed of my uncle'] as const;
  const message = await call(client, 'sendExchangeMessage', 'SendExchangeMessageInput', '{ id }', {
    exchangeId: exchange.id,
    content: words[0],
  });
  await call(client, 'editExchangeMessage', 'EditExchangeMessageInput', '{ id }', { id: message.id, content: words[1] });
  await service.ask(client, 'mutation ($id: ID!) { deleteExchangeMessage(id: $id) { id } }', { id: message.id });
  const account = await call(coordinator, 'createFundAccount', 'CreateFundAccountInput', '{ id accountLast4 }', {
    ...ACCOUNT,
    exchangeId: exchange.id,
    subAccount: 'Exchange of aunts',
    accountLast4: '8642',
  });
  expect(account.accountLast4).toBe('8642');
  const changed = await call(coordinator, 'updateFundAccount', 'UpdateFundAccountInput', '{ id accountLast4 }', {
    id: account.id,
    accountLast4: '9753',
  });
  expect(changed.accountLast4).toBe('9753');
  const person = { exchangeId: exchange.id, side: 'RELINQUISHED', vesting: 'Ann Miller', form: 'INDIVIDUAL', tinKind: 'SSN' };
  await call(coordinator, 'addTaxpayerIdentity', 'AddTaxpayerIdentityInput', '{ id }', { ...person, tin: '078-05-1120' });
  const all = await told(exchange.id);
  for (const secret of [...words, '"8642"', '"9753"', '078051120', '078-05-1120', '"1120"']) expect(all).not.toContain(secret);
  for (const type of ['exchange_message.edited', 'exchange_message.deleted', 'fund_account.updated', 'taxpayer_identity.created'])
    expect(all).toContain(type);
  expect(all).toContain('"account_last4":"[redacted]"');
});

it('events hide words by the type of their column, whoever records them', async () => {
  const { exchange, client } = await service.staffed();
  const message = await service.message(exchange, client, { content: 'the deed of my aunt' });
  const revision = { messageId: message.id, content: message.content };
  const [said, before] = await service.given(async ({ dataSource }) => [
    eventValues(dataSource.getMetadata(ExchangeMessage), message),
    eventValues(dataSource.getMetadata(MessageRevision), revision),
  ]);
  expect([said?.content, before?.content]).toEqual(['[redacted]', '[redacted]']);
});
