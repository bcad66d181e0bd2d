import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import { aViewer } from '@plat/shared/testing/viewers';
import { addDays } from '../src/exchange/exchange.civil-date';
import { ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { FundSide } from '../src/fund-authorisation/fund-authorisation.entity';
import { DescriptionForm, IdentificationItem } from '../src/identification-notice/identification-item.entity';
import {
  IdentificationNotice,
  NoticeKind,
  NoticeRecipientCapacity,
  NoticeVerdict,
  NoticeWay,
} from '../src/identification-notice/identification-notice.entity';
import { type Staffed, startTestExchanges, type TestExchanges } from './exchanges.factory';
import { callWith, codeOf, fundRows } from './funds.factory';

/** Day 45 is 2026-04-15 and day 180 is 2026-08-28. */
const TRANSFER = '2026-03-01';
const IS_WAITING = `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
  AND application_name = 'plat exchanges' AND wait_event_type = 'Lock') AS waiting`;
let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const onDay = (count: number) => service.setClock(`${addDays(TRANSFER, count)}T19:00:00Z`);
const call = (field: string, type: string, selection = '{ id }') => callWith(service, field, type, selection);
const authorise = (as: Viewer, id: string, side = 'TAXPAYER') =>
  call('authoriseFundRelease', 'AuthoriseFundReleaseInput', '{ state }')(as, { id, side });
const pay = (as: Viewer, id: string) => service.ask(as, 'mutation ($id: ID!) { payFundRelease(id: $id) { state } }', { id });
const begun = (): Promise<Staffed> =>
  service.staffed({ transferDate: TRANSFER, identificationDeadline: '2026-04-15', exchangeDeadline: '2026-08-28' });

describe('a coordinator', () => {
  it('makes no accomplice who signs for the taxpayer; an administrator confirms who does', async () => {
    onDay(46);
    const { exchange, coordinator } = await begun();
    const rows = fundRows(service);
    const account = await rows.account(exchange);
    await rows.entry(account);
    const release = await rows.release(account);
    const accomplice = aViewer('CLIENT');
    const added = await call(
      'addExchangeParticipant',
      'AddExchangeParticipantInput',
      '{ id isConfirmed }',
    )(coordinator, {
      exchangeId: exchange.id,
      contactId: accomplice.contactId,
      role: 'CLIENT',
    });
    const { id, isConfirmed } = added.data.addExchangeParticipant;
    expect(isConfirmed).toBe(false);
    expect(codeOf(await authorise(accomplice, release.id))).toBe('FORBIDDEN');
    const confirm = (as: Viewer) =>
      call('updateExchangeParticipant', 'UpdateExchangeParticipantInput', '{ isConfirmed }')(as, { id, isConfirmed: true });
    expect(codeOf(await confirm(coordinator))).toBe('FORBIDDEN');
    expect((await confirm(aViewer('ADMIN'))).data.updateExchangeParticipant).toEqual({ isConfirmed: true });
    expect((await authorise(accomplice, release.id)).errors).toBeUndefined();
  });

  it('opens an exchange for a client who signs, and administrators confirm none who is no client', async () => {
    onDay(46);
    const { coordinator, client, exchange } = await begun();
    const opened = await call(
      'createExchange',
      'CreateExchangeInput',
      '{ participants { edges { node { role isConfirmed } } } }',
    )(coordinator, {
      name: 'New',
      clientContactId: client.contactId,
    });
    const parts = opened.data.createExchange.participants.edges.map(({ node }: { node: object }) => node);
    expect(parts).toEqual(
      expect.arrayContaining([
        { role: 'CLIENT', isConfirmed: true },
        { role: 'COORDINATOR', isConfirmed: false },
      ]),
    );
    const { data } = await service.ask(
      coordinator,
      `query ($id: ID!) { exchangeParticipants(filter: { exchangeId: { eq: $id } }) { edges { node { id role } } } }`,
      {
        id: exchange.id,
      },
    );
    const part = data.exchangeParticipants.edges.find(({ node }: { node: { role: string } }) => node.role === 'AGENCY').node;
    const refused = await call('updateExchangeParticipant', 'UpdateExchangeParticipantInput')(aViewer('ADMIN'), {
      id: part.id,
      isConfirmed: true,
    });
    expect(refused.errors?.[0]?.extensions?.fields).toEqual({ 'input.isConfirmed': 'belongs to clients' });
  });

  it('takes no receipt back while the money may not be let out; an administrator corrects what another recorded', async () => {
    onDay(30);
    const { exchange, coordinator } = await begun();
    await fundRows(service).account(exchange);
    const add = call('addFundEntry', 'AddFundEntryInput');
    const reverse = call('reverseFundEntry', 'ReverseFundEntryInput', '{ debit verdict { decision reason } }');
    const receipt = async (as: Viewer) =>
      (await add(as, { exchangeId: exchange.id, kind: 'PROCEEDS', amount: '10', occurredOn: TRANSFER, memo: 'x' })).data.addFundEntry.id;
    const input = (id: string) => ({ id, occurredOn: '2026-03-20', memo: 'Typed twice' });
    const [one, other] = [await receipt(coordinator), await receipt(coordinator)];
    const denied = await reverse(coordinator, input(one));
    expect(denied.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', decision: 'DENY', reason: 'IDENTIFICATION_PERIOD' });
    const admin = aViewer('ADMIN');
    expect((await reverse(admin, input(one))).data.reverseFundEntry).toEqual({
      debit: '10.00',
      verdict: { decision: 'DENY', reason: 'IDENTIFICATION_PERIOD' },
    });
    expect(codeOf(await reverse(admin, input(await receipt(admin))))).toBe('CONFLICT');
    onDay(46);
    expect((await reverse(coordinator, input(other))).data.reverseFundEntry.verdict.decision).toBe('ALLOW');
  });
});

describe('a notice that is being put on record while a release is paid', () => {
  it('is seen by the gate, which waits for it', async () => {
    onDay(46);
    const { exchange, coordinator, client } = await begun();
    const rows = fundRows(service);
    const account = await rows.account(exchange);
    await rows.entry(account);
    const release = await rows.release(account);
    await rows.authorisation(release, FundSide.TAXPAYER, client);
    await rows.authorisation(release, FundSide.FACILITATOR, coordinator);
    let paying: ReturnType<typeof pay> | undefined;
    await service.given(async (db) => {
      const notice = await db.save(
        db.create(IdentificationNotice, {
          ...{ exchangeId: exchange.id, kind: NoticeKind.IDENTIFICATION, signedById: client.contactId, signedOn: '2026-04-10' },
          ...{ sentAt: '2026-04-10T18:00:00Z', sentHow: NoticeWay.MAIL, recipientName: 'Cascade', verdict: NoticeVerdict.ACCEPTED },
          capacity: NoticeRecipientCapacity.INTERMEDIARY,
        }),
      );
      await db.save(
        db.create(IdentificationItem, { noticeId: notice.id, position: 0, description: '1 Main St', form: DescriptionForm.STREET_ADDRESS }),
      );
      paying = pay(coordinator, release.id);
      let isPaid = false;
      void paying.then(() => {
        isPaid = true;
      });
      await withClient(service.database.admin, async (client) => {
        for (let isWaiting = false; !isWaiting && !isPaid; ) isWaiting = (await client.query(IS_WAITING)).rows[0].waiting;
      });
    });
    expect((await paying)?.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', reason: 'IDENTIFIED_NOT_RECEIVED' });
  });
});

describe('somebody who left and comes back without the history', () => {
  it.each<[string, object, object]>([
    ['whose part ended', { isActive: false }, { isActive: true }],
    ['who could not look', { permissions: ['MESSAGE'] }, { permissions: ['VIEW', 'MESSAGE'] }],
  ])('(%s) reads nothing of what was said meanwhile', async (_, away, back) => {
    const { exchange, coordinator } = await service.staffed();
    const person = aViewer('THIRD_PARTY');
    const say = (content: string) => service.message(exchange, coordinator, { content });
    const heard = async () => {
      const { data } = await service.ask(
        person,
        'query ($id: ID!) { exchange(id: $id) { unreadCount messages { edges { node { content } } } } }',
        {
          id: exchange.id,
        },
      );
      return data.exchange.messages.edges.map(({ node }: { node: { content: string } }) => node.content);
    };
    await say('before');
    const { id } = await service.participant(exchange, person, ParticipantRole.THIRD_PARTY, { seesHistory: false });
    await say('present');
    expect(await heard()).toEqual(['present']);
    const change = (changes: object) =>
      call('updateExchangeParticipant', 'UpdateExchangeParticipantInput')(coordinator, { id, ...changes });
    await change(away);
    const secret = await say('meanwhile');
    await change(back);
    await say('again');
    expect(await heard()).toEqual(['again']);
    const { data } = await service.ask(person, 'query ($id: ID!) { exchangeMessage(id: $id) { content } }', { id: secret.id });
    expect(data.exchangeMessage).toBeNull();
    await change({ seesHistory: true });
    expect(await heard()).toEqual(['before', 'present', 'meanwhile', 'again']);
  });
});
