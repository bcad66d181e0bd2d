import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import type { Viewer } from '@plat/shared/access/viewer';
import { subgraphServer } from '@plat/shared/graphql/subgraph-server';
import { EXISTS_PATH, type SeenType } from '@plat/shared/references/existence';
import { testIdentityKey } from '@plat/shared/testing/test-keys';
import { aViewer } from '@plat/shared/testing/viewers';
import type { FastifyInstance } from 'fastify';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

const crm = testIdentityKey('crm');
let service: TestExchanges;
let server: FastifyInstance;
beforeAll(async () => {
  service = await startTestExchanges({ trusts: [crm.publicKey] });
  server = subgraphServer(service.subgraph);
});
afterAll(async () => {
  await server.close();
  await service.stop();
});

/** What crm is told when it asks whether the owner of a webhook may know of rows. */
const seen = async (viewer: Viewer, type: SeenType, ...ids: string[]): Promise<string[]> => {
  const token = await new IdentityIssuer('crm', crm.key).mint(viewer, 'exchanges');
  const answer = await server.inject({ method: 'POST', url: EXISTS_PATH, headers: { [IDENTITY_HEADER]: token }, payload: { type, ids } });
  expect(answer.statusCode).toBe(200);
  return answer.json().ids;
};

it('what belongs to an exchange is there for whoever the policy of its type shows it to', async () => {
  const { exchange, coordinator, client, thirdParty } = await service.staffed();
  const property = await service.property(exchange);
  const rows: Partial<Record<SeenType, { id: string }>> = {
    Exchange: exchange,
    ExchangeProperty: property,
    ExchangeTask: await service.task(exchange),
    ExchangeMessage: await service.message(exchange, client),
    IdentificationNotice: await service.notice(exchange),
    ParkingArrangement: await service.parking(exchange),
    PropertyValuation: await service.valuation(property),
  };
  const stranger = aViewer('COORDINATOR');
  for (const [type, { id }] of Object.entries(rows) as [SeenType, { id: string }][]) {
    for (const viewer of [coordinator, client, aViewer('ADMIN')]) expect([type, await seen(viewer, type, id)]).toEqual([type, [id]]);
    expect([type, await seen(stranger, type, id)]).toEqual([type, []]);
  }
  // No type of money or taxes is asked for: such a question is of no known form.
  const token = await new IdentityIssuer('crm', crm.key).mint(coordinator, 'exchanges');
  const payload = { type: 'FundAccount', ids: [exchange.id] };
  expect((await server.inject({ method: 'POST', url: EXISTS_PATH, headers: { [IDENTITY_HEADER]: token }, payload })).statusCode).toBe(400);
  expect(await seen(thirdParty, 'ExchangeMessage', rows.ExchangeMessage?.id as string)).toHaveLength(1);
});

it('a message is there for those alone who read it: not from before somebody joined without history, nor without VIEW', async () => {
  const { exchange, client } = await service.staffed();
  const before = await service.message(exchange, client);
  const [late, blind] = [aViewer(), aViewer()];
  await service.participant(exchange, late, ParticipantRole.THIRD_PARTY, { seesHistory: false });
  await service.participant(exchange, blind, ParticipantRole.AGENCY, { permissions: [ParticipantPermission.MESSAGE] });
  const after = await service.message(exchange, client);
  expect(await seen(late, 'ExchangeMessage', before.id, after.id)).toEqual([after.id]);
  expect(await seen(blind, 'ExchangeMessage', before.id, after.id)).toEqual([]);
});
