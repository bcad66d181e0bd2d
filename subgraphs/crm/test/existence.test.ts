import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import { ROLE_PERMISSIONS } from '@plat/shared/access/permissions';
import { Viewer } from '@plat/shared/access/viewer';
import { subgraphServer } from '@plat/shared/graphql/subgraph-server';
import type { TargetType } from '@plat/shared/references/cross-references';
import { EXISTS_PATH } from '@plat/shared/references/existence';
import { testIdentityKey } from '@plat/shared/testing/test-keys';
import { aViewer } from '@plat/shared/testing/viewers';
import type { FastifyInstance } from 'fastify';
import { type User, UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm } from './crm.factory';

const keys = { documents: testIdentityKey('documents'), exchanges: testIdentityKey('exchanges') };

let crm: TestCrm;
let server: FastifyInstance;
beforeAll(async () => {
  crm = await startTestCrm({ trusts: Object.values(keys).map(({ publicKey }) => publicKey) });
  server = subgraphServer(crm.subgraph);
});
afterAll(async () => {
  await server.close();
  await crm.stop();
});

const exist = async (
  viewer: Viewer,
  type: TargetType,
  ids: readonly string[],
  ownedBy?: readonly string[],
  by: keyof typeof keys = 'exchanges',
  ofUser?: string,
) => {
  const token = await new IdentityIssuer(by, keys[by].key).mint(viewer, 'crm');
  const answer = await server.inject({
    method: 'POST',
    url: EXISTS_PATH,
    headers: { [IDENTITY_HEADER]: token },
    payload: { type, ids, ownedBy, ofUser },
  });
  expect(answer.statusCode).toBe(200);
  return answer.json().ids as string[];
};
const as = ({ id: userId, role, contactId }: User): Viewer =>
  new Viewer({ userId, role, contactId: contactId ?? undefined, permissions: ROLE_PERMISSIONS[role] });

describe('what others may refer to in crm', () => {
  it('the contact of a user, and no other, for who sees that user', async () => {
    const person = async () => crm.user({ contactId: (await crm.contact()).id });
    const [ann, bob] = [await person(), await person()];
    const [registered, priv] = [await crm.contact(), await crm.contact({ ownerUserId: ann.id })];
    const of = (viewer: Viewer, user: User) =>
      exist(viewer, 'Contact', [ann.contactId, bob.contactId, registered.id, priv.id] as string[], undefined, 'exchanges', user.id);
    expect(await of(as(ann), ann)).toEqual([ann.contactId]);
    expect(await of(as(ann), bob)).toEqual([]);
    for (const user of [ann, bob]) {
      expect(await of(aViewer('ADMIN'), user)).toEqual([user.contactId]);
      for (const role of ['AGENT', 'EMPLOYEE', 'SUPPORT', 'COORDINATOR'] as const) expect(await of(aViewer(role), user)).toEqual([]);
    }
  });

  it('contacts: one’s own and oneself, and the registry for staff and coordinators, but nobody’s private ones', async () => {
    const [owner, coordinator] = [await crm.user(), await crm.user({ role: UserRole.COORDINATOR })];
    const [registered, priv] = [await crm.contact(), await crm.contact({ ownerUserId: owner.id })];
    const ids = [registered.id, priv.id, randomUUID()];
    expect(await exist(as(owner), 'Contact', ids)).toEqual([priv.id]);
    for (const role of ['AGENT', 'SUPPORT'] as const) expect(await exist(aViewer(role), 'Contact', ids)).toEqual([registered.id]);
    expect(await exist(as(coordinator), 'Contact', ids)).toEqual([registered.id]);
    for (const role of ['CLIENT', 'USER', 'AGENCY', 'THIRD_PARTY'] as const) {
      expect(await exist(aViewer(role), 'Contact', ids)).toEqual([]);
      expect(await exist(aViewer(role, { contactId: registered.id }), 'Contact', ids)).toEqual([registered.id]);
    }
    const { data } = await crm.ask(as(coordinator), 'query ($id: ID!) { contact(id: $id) { id } }', { id: registered.id });
    expect(data.contact).toBeNull(); // to be named is not to be read
  });

  it('properties: what one sees, and in exchanges what belongs to who takes part', async () => {
    const contact = await crm.contact();
    const [owner, other] = [await crm.user({ contactId: contact.id }), await crm.user()];
    const [property, foreign] = [await crm.property(owner), await crm.property(other)];
    const ids = [property.id, foreign.id, randomUUID()];
    const coordinator = aViewer('COORDINATOR');
    expect(await exist(as(owner), 'Property', ids)).toEqual([property.id]);
    expect((await exist(aViewer('ADMIN'), 'Property', ids)).sort()).toEqual([property.id, foreign.id].sort());
    expect(await exist(coordinator, 'Property', ids)).toEqual([]);
    expect(await exist(coordinator, 'Property', ids, [contact.id, randomUUID()])).toEqual([property.id]);
    expect(await exist(coordinator, 'Property', ids, [contact.id], 'documents')).toEqual([]);
  });

  it('clients, leads, deals, users and roles: what one sees', async () => {
    const [owner, agent] = [await crm.user(), aViewer('AGENT')];
    const [client, lead, deleted, role] = [
      await crm.client(),
      await crm.lead(owner),
      await crm.lead(owner, { isDeleted: true }),
      await crm.role(),
    ];
    expect(await exist(agent, 'Client', [client.id])).toEqual([client.id]);
    expect(await exist(as(owner), 'Client', [client.id])).toEqual([]);
    expect(await exist(as(owner), 'Lead', [lead.id, deleted.id])).toEqual([lead.id]);
    expect(await exist(agent, 'Lead', [lead.id])).toEqual([]);
    const deal = await crm.deal(owner);
    expect(await exist(as(owner), 'Deal', [deal.id, randomUUID()])).toEqual([deal.id]);
    expect(await exist(aViewer('ADMIN'), 'Deal', [deal.id])).toEqual([deal.id]);
    expect(await exist(agent, 'Deal', [deal.id])).toEqual([]);
    expect(await exist(as(owner), 'User', [owner.id, (await crm.user()).id])).toEqual([owner.id]);
    expect(await exist(agent, 'Role', [role.id])).toEqual([role.id]);
  });

  it('inquiries: none, until there are some', async () => {
    expect(await exist(aViewer('ADMIN'), 'Inquiry', [randomUUID()])).toEqual([]);
  });

  it('nothing to the gateway, whatever a client causes', async () => {
    const token = await new IdentityIssuer('gateway', crm.keys.gateway).mint(aViewer('ADMIN'), 'crm');
    const payload = { type: 'Role', ids: [randomUUID()] };
    expect((await server.inject({ method: 'POST', url: EXISTS_PATH, headers: { [IDENTITY_HEADER]: token }, payload })).statusCode).toBe(
      401,
    );
  });
});
