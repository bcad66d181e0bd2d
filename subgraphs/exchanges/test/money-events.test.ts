import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const call = async (as: Viewer, field: string, input: object) => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  const { data, errors } = await service.ask(as, `mutation ($input: ${type}!) { ${field}(input: $input) { id } }`, { input });
  expect(errors).toBeUndefined();
  return data[field].id as string;
};
const TOLD = `SELECT type, payload->'participants' AS participants FROM outbox_events WHERE payload->>'exchangeId' = $1
  AND (type IN ('fund_entry.created', 'identification_notice.served') OR type LIKE 'fund_release.%') ORDER BY seq`;

/** What is told of notices and money from the first to the last, and to whom. */
async function course(values: object = {}) {
  const staffed = await service.staffed(values);
  const { exchange, coordinator, client } = staffed;
  service.setClock('2026-03-10T20:00:00Z');
  const exchangeId = exchange.id;
  const blind = aViewer('CLIENT');
  await service.participant(exchange, blind, ParticipantRole.CLIENT, { permissions: [ParticipantPermission.MESSAGE] });
  await service.participant(exchange, aViewer('COORDINATOR'), ParticipantRole.COORDINATOR, { isActive: false });
  await call(coordinator, 'updateExchange', { id: exchangeId, transferDate: '2026-03-01' });
  await call(client, 'serveIdentificationNotice', {
    exchangeId,
    recipientName: 'Own attorney',
    capacity: 'TAXPAYERS_AGENT',
    items: [{ description: '880 Harbor Way, Portland, OR 97209' }],
  });
  const account = { arrangement: 'QUALIFIED_INTERMEDIARY', holder: 'Peak QI', institution: 'First Bank', openedOn: '2026-03-01' };
  await call(coordinator, 'createFundAccount', { ...account, exchangeId, subAccount: exchangeId.replace(/[0-9]/g, 'x') });
  await call(coordinator, 'addFundEntry', { exchangeId, kind: 'PROCEEDS', amount: '1000', occurredOn: '2026-03-01', memo: 'Closing' });
  service.setClock('2026-04-16T20:00:00Z');
  const ask = { exchangeId, amount: '100', payee: 'Ann Miller', purpose: 'TO_TAXPAYER' };
  const id = await call(coordinator, 'createFundRelease', ask);
  await call(coordinator, 'authoriseFundRelease', { id, side: 'FACILITATOR' });
  await call(client, 'authoriseFundRelease', { id, side: 'TAXPAYER' });
  const end = (field: string, which: string) => service.ask(coordinator, `mutation ($id: ID!) { ${field}(id: $id) { id } }`, { id: which });
  expect((await end('payFundRelease', id)).errors).toBeUndefined();
  expect((await end('cancelFundRelease', await call(coordinator, 'createFundRelease', ask))).errors).toBeUndefined();
  return { ...staffed, told: await service.given((db) => db.query(TOLD, [exchangeId])) };
}

it('names clients and coordinators who may look in what it tells of notices and money, and no agency and no third party', async () => {
  const { coordinator, client, told } = await course();
  const parties = [coordinator.contactId, client.contactId].sort();
  expect(told.map(({ type }: { type: string }) => type)).toEqual([
    'identification_notice.served',
    'fund_entry.created',
    'fund_release.created',
    'fund_release.authorised',
    'fund_entry.created',
    'fund_release.paid',
    'fund_release.created',
    'fund_release.cancelled',
  ]);
  for (const { type, participants } of told) expect([type, participants.sort()]).toEqual([type, parties]);
});

it('names nobody where an exchange notifies of nothing', async () => {
  const { told } = await course({ notificationsEnabled: false });
  expect(told.flatMap(({ participants }: { participants: string[] }) => participants)).toEqual([]);
});
