import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CONTACT_TIES_PATH, type ContactTie } from '@plat/shared/access/contact-ties';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { subgraphServer } from '@plat/shared/graphql/subgraph-server';
import { testIdentityKey } from '@plat/shared/testing/test-keys';
import { aViewer } from '@plat/shared/testing/viewers';
import type { FastifyInstance } from 'fastify';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { tiesOf } from '../src/exchange-participant/exchange-participant.ties';
import { type Staffed, startTestExchanges, type TestExchanges } from './exchanges.factory';

const NONE: ContactTie = { takesPart: false, coordinates: false, coordinatesAll: false };
const FOREIGN: ContactTie = { ...NONE, takesPart: true };
const ONE_OF_SEVERAL: ContactTie = { ...FOREIGN, coordinates: true };
const ALL: ContactTie = { ...ONE_OF_SEVERAL, coordinatesAll: true };

let service: TestExchanges;
let server: FastifyInstance;
const OTHERS = ['crm', 'documents', 'sync', 'builds'] as const;
const keys = Object.fromEntries(OTHERS.map((name) => [name, testIdentityKey(name)])) as Record<
  (typeof OTHERS)[number],
  ReturnType<typeof testIdentityKey>
>;
beforeAll(async () => {
  service = await startTestExchanges({ trusts: Object.values(keys).map(({ publicKey }) => publicKey) });
  server = subgraphServer(service.subgraph);
});
afterAll(async () => {
  await server.close();
  await service.stop();
});

const post = async (token: string, body: object) =>
  server.inject({
    method: 'POST',
    url: CONTACT_TIES_PATH,
    headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: token },
    payload: JSON.stringify(body),
  });
const byCrm = (viewer: Viewer) => new IdentityIssuer('crm', keys.crm.key).mint(viewer, 'exchanges');
const ask = async (viewer: Viewer, ...contactIds: (string | undefined)[]): Promise<ContactTie[]> => {
  const answer = await post(await byCrm(viewer), { contactIds });
  expect(answer.statusCode).toBe(200);
  return answer.json().ties;
};

describe('the ties of contacts', () => {
  let staffed: Staffed;
  beforeAll(async () => {
    staffed = await service.staffed();
  });

  it('are told for each of several, as they are to the viewer, in one statement', async () => {
    const { client, agency, coordinator } = staffed;
    const [other, free] = [await service.staffed(), randomUUID()];
    const contacts = [client.contactId, free, other.client.contactId, agency.contactId?.toUpperCase()];
    expect(await ask(coordinator, ...contacts)).toEqual([ALL, NONE, FOREIGN, ALL]);
    expect(await ask(other.coordinator, ...contacts)).toEqual([FOREIGN, NONE, ALL, FOREIGN]);
    let statements = 0;
    await service.given(async (db) => {
      const query = db.query.bind(db);
      const counting = Object.assign(Object.create(db), {
        query: (...args: Parameters<typeof query>) => {
          statements += 1;
          return query(...args);
        },
      });
      await tiesOf(counting, coordinator, contacts.map(String));
    });
    expect(statements).toBe(1);
  });

  it('are there whoever asks, and give nobody more than a coordinator with MANAGE', async () => {
    const { client, thirdParty, agency } = staffed;
    for (const viewer of [NOBODY, aViewer(), aViewer('ADMIN'), aViewer('COORDINATOR'), client, thirdParty, agency])
      expect(await ask(viewer, client.contactId)).toEqual([FOREIGN]);
  });

  it('do not count for a coordinator whose part ended, or who may not write', async () => {
    const { exchange, client } = staffed;
    const [past, reader] = [aViewer('COORDINATOR'), aViewer('COORDINATOR')];
    await service.participant(exchange, past, ParticipantRole.COORDINATOR, { isActive: false });
    await service.participant(exchange, reader, ParticipantRole.COORDINATOR, { permissions: [ParticipantPermission.VIEW] });
    for (const viewer of [past, reader]) expect(await ask(viewer, client.contactId)).toEqual([FOREIGN]);
  });

  it('say whether all exchanges of the contact are the viewer’s, past parts included', async () => {
    const { client, coordinator } = await service.staffed();
    const other = await service.staffed();
    await service.participant(other.exchange, client, ParticipantRole.AGENCY, { isActive: false });
    expect(await ask(coordinator, client.contactId)).toEqual([ONE_OF_SEVERAL]);
    expect(await ask(other.coordinator, client.contactId)).toEqual([ONE_OF_SEVERAL]);
    await service.participant(other.exchange, coordinator, ParticipantRole.COORDINATOR);
    expect(await ask(coordinator, client.contactId)).toEqual([ALL]);
  });

  it('are for crm alone', async () => {
    const body = { contactIds: [staffed.client.contactId] };
    const strangers = [
      ['gateway', service.keys.gateway],
      ['exchanges', service.keys.own],
      ...OTHERS.slice(1).map((name) => [name, keys[name].key] as const),
    ] as const;
    for (const [name, key] of strangers) {
      const { statusCode } = await post(await new IdentityIssuer(name, key).mint(staffed.coordinator, 'exchanges'), body);
      expect([name, statusCode]).toEqual([name, 401]);
    }
    expect((await post('x', body)).statusCode).toBe(401);
  });

  it.each([[{}], [{ contactIds: [] }], [{ contactIds: ['x'] }], [{ contactIds: Array.from({ length: 101 }, () => randomUUID()) }]])(
    'are refused for %#',
    async (body) => {
      expect((await post(await byCrm(NOBODY), body)).statusCode).toBe(400);
    },
  );
});
