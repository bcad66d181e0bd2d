import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const ADD = 'mutation ($input: AddExchangeParticipantInput!) { addExchangeParticipant(input: $input) { id } }';
const UPDATE = 'mutation ($input: UpdateExchangeParticipantInput!) { updateExchangeParticipant(input: $input) { id } }';
const HISTORY = `query ($id: ID!, $filter: ParticipantEventFilter) { exchange(id: $id) { participantHistory(filter: $filter, orderBy: AT_ASC) {
  edges { node { kind oldPermissions permissions at participant { id role } changedBy { id } } } } } }`;
const endOf = (id: string, as: Viewer) => service.ask(as, UPDATE, { input: { id, isActive: false } });
const partOf = async ({ contactId }: Viewer) =>
  (await service.given((db) => db.query('SELECT id FROM exchange_participants WHERE contact_id = $1', [contactId])))[0].id as string;

describe('the history of participants', () => {
  it('has every change of rights, with who made it, for administrators and coordinators', async () => {
    const { exchange, coordinator, client } = await service.staffed();
    const [notary, admin] = [aViewer(), aViewer('ADMIN')];
    const input = { exchangeId: exchange.id, contactId: notary.contactId, role: 'AGENCY' };
    const { id } = (await service.ask(coordinator, ADD, { input })).data.addExchangeParticipant;
    await service.ask(admin, UPDATE, { input: { id, permissions: ['VIEW'], isActive: false } });
    await service.ask(coordinator, UPDATE, { input: { id, permissions: ['VIEW'] } });
    await service.ask(coordinator, UPDATE, { input: { id, isActive: true } });
    const read = async (as: Viewer) =>
      (
        await service.ask(as, HISTORY, { id: exchange.id, filter: { participantId: { eq: id } } })
      ).data.exchange.participantHistory.edges.map(
        ({ node }: { node: { kind: string; oldPermissions: string[] | null; permissions: string[]; changedBy: { id: string } } }) => [
          node.kind,
          node.oldPermissions?.join() ?? null,
          node.permissions.join(),
          node.changedBy.id,
        ],
      );
    const all = 'VIEW,MESSAGE,UPLOAD,MANAGE';
    const history = [
      ['ADDED', null, all, coordinator.contactId],
      ['PERMISSIONS_CHANGED', all, 'VIEW', admin.contactId],
      ['DEACTIVATED', all, 'VIEW', admin.contactId],
      ['REACTIVATED', 'VIEW', 'VIEW', coordinator.contactId],
    ];
    for (const as of [coordinator, admin]) expect(await read(as)).toEqual(history);
    for (const as of [client, notary]) expect(await read(as)).toEqual([]);
  });
});

describe('somebody who takes part already', () => {
  it('is not added again, and it is said what to do, also to the second of two at the same moment', async () => {
    const { exchange, coordinator } = await service.staffed();
    const input = { exchangeId: exchange.id, contactId: aViewer().contactId, role: 'AGENCY' };
    const answers = await Promise.all([coordinator, aViewer('ADMIN')].map((as) => service.ask(as, ADD, { input })));
    const added = answers.find(({ errors }) => !errors)?.data.addExchangeParticipant;
    const refused = answers.find(({ errors }) => errors)?.errors?.[0];
    expect(refused?.extensions).toMatchObject({ code: 'CONFLICT', participantId: added.id, isActive: true, version: 1 });
    expect(refused?.message).toBe('This person takes part as AGENCY already: change what they may do with updateExchangeParticipant.');
    await endOf(added.id, coordinator);
    const again = (await service.ask(coordinator, ADD, { input })).errors?.[0];
    expect(again?.message).toContain('begin it again with updateExchangeParticipant and isActive: true');
    expect(again?.extensions).toMatchObject({ participantId: added.id, isActive: false, version: 2 });
  });
});

describe('the last coordinator and the last client', () => {
  it.each([ParticipantRole.COORDINATOR, ParticipantRole.CLIENT])(
    '%s stay, however many end each other at the same moment',
    async (role) => {
      const { exchange } = await service.staffed();
      const [{ id: first }] = await service.given((db) =>
        db.query('SELECT id FROM exchange_participants WHERE exchange_id = $1 AND role = $2', [exchange.id, role]),
      );
      const others = await Promise.all(Array.from({ length: 5 }, () => service.participant(exchange, aViewer(), role)));
      const answers = await Promise.all([first, ...others.map(({ id }) => id)].map((id) => endOf(id, aViewer('ADMIN'))));
      expect(answers.filter(({ errors }) => !errors)).toHaveLength(5);
      expect(answers.flatMap(({ errors }) => errors ?? []).map(({ extensions }) => extensions)).toMatchObject([{ code: 'CONFLICT', role }]);
    },
  );

  it('are not left by two coordinators who end each other, one of them by a part in both roles', async () => {
    const { exchange, coordinator } = await service.staffed();
    const other = aViewer('COORDINATOR');
    const { id } = await service.participant(exchange, other, ParticipantRole.COORDINATOR);
    await service.participant(exchange, other, ParticipantRole.CLIENT);
    await Promise.all([endOf(id, coordinator), endOf(await partOf(coordinator), other)]);
    const active = await service.given((db) =>
      db.query(`SELECT FROM exchange_participants WHERE exchange_id = $1 AND role = 'COORDINATOR' AND is_active`, [exchange.id]),
    );
    expect(active).toHaveLength(1);
  });
});
