import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

const DAY_45 = '2026-04-15';
const DATES = { transferDate: '2026-03-01', identificationDeadline: DAY_45, exchangeDeadline: '2026-08-28' };
/** Day 45 ends then, in Los Angeles. */
const [LAST, PAST] = ['2026-04-16T06:59:59Z', '2026-04-16T07:00:01Z'];

let service: TestExchanges;
let now: Date;
beforeAll(async () => {
  service = await startTestExchanges({}, { clock: () => now });
});
beforeEach(() => {
  now = new Date('2026-04-20T12:00:00Z');
});
afterAll(() => service.stop());

const SERVE = `mutation ($input: ServeIdentificationNoticeInput!) { serveIdentificationNotice(input: $input) {
  id verdict signedOn sentAt sentHow receivedAt signedBy { id } recipient { id }
  items { description form percentInterest exchangeProperty { id role identifiedAt revokedAt version } } } }`;
const RECEIVE = 'mutation ($id: ID!, $receivedAt: DateTime!) { recordNoticeReceipt(id: $id, receivedAt: $receivedAt) { receivedAt } }';
const to = { recipientName: 'Cascade Exchange Services', capacity: 'INTERMEDIARY' };
const HOUSE = '880 Harbor Way, Unit 4, Portland, OR 97209';
type Staffed = Awaited<ReturnType<TestExchanges['staffed']>>;
const serve = async ({ exchange, coordinator }: Staffed, input: object, as = coordinator) => {
  const { data, errors } = await service.ask(as, SERVE, { input: { exchangeId: exchange.id, ...to, ...input } });
  return { notice: data?.serveIdentificationNotice, code: errors?.[0]?.extensions?.code, fields: errors?.[0]?.extensions?.fields };
};
const verdictOf = async ({ exchange, coordinator }: Staffed) => {
  const { data } = await service.ask(
    coordinator,
    `query ($id: ID!) { exchange(id: $id) { identification { verdict isProvisional identificationEnds disclaimer
      rules { rule limit actual passes source inputs { what value exchangeProperty { id } } } judged { id } identified { id } }
      identificationHistory { verdict asOf rulesVersion createdAt } notices { edges { node { id verdict } } totalCount } } }`,
    { id: exchange.id },
  );
  return data.exchange;
};

describe('a notice of identification', () => {
  it('identifies what it names by when it was sent, and counts when it is received later', async () => {
    const staffed = await service.staffed(DATES);
    const { notice } = await serve(staffed, {
      sentAt: LAST,
      sentHow: 'MAIL',
      signedOn: DAY_45,
      items: [{ description: HOUSE, percentInterest: '50' }],
    });
    expect(notice).toMatchObject({
      verdict: 'ACCEPTED',
      receivedAt: null,
      signedBy: { id: staffed.client.contactId },
      items: [
        {
          description: HOUSE,
          form: 'STREET_ADDRESS',
          percentInterest: '50.000000',
          exchangeProperty: { role: 'IDENTIFIED', identifiedAt: new Date(LAST).toISOString(), revokedAt: null },
        },
      ],
    });
    const receive = (as = staffed.coordinator, receivedAt = '2026-04-18T10:00:00Z') =>
      service.ask(as, RECEIVE, { id: notice.id, receivedAt });
    expect((await receive(staffed.client)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    for (const wrong of ['2026-04-14T00:00:00Z', '2026-04-21T00:00:00Z'])
      expect((await receive(staffed.coordinator, wrong)).errors?.[0]?.extensions?.fields).toHaveProperty('receivedAt');
    expect((await receive()).data.recordNoticeReceipt.receivedAt).toBe('2026-04-18T10:00:00.000Z');
    expect((await receive()).errors?.[0]?.extensions?.code).toBe('CONFLICT');
    const { identification, identificationHistory, notices } = await verdictOf(staffed);
    expect(identification).toMatchObject({
      verdict: 'OK',
      isProvisional: false,
      identificationEnds: DAY_45,
      disclaimer: expect.stringContaining('no tax advice'),
      judged: [{ id: notice.items[0].exchangeProperty.id }],
    });
    expect(identification.rules[0]).toMatchObject({ rule: 'THREE_PROPERTY', limit: '3', actual: '1', passes: true });
    expect(identificationHistory).toMatchObject([{ verdict: 'OK', asOf: '2026-04-20', createdAt: expect.any(String) }]);
    expect(notices.totalCount).toBe(1);
  });

  it('comes too late a second after day 45, is kept, and changes nothing', async () => {
    const staffed = await service.staffed(DATES);
    const house = await service.property(staffed.exchange, { role: ExchangePropertyRole.IDENTIFIED });
    const { notice } = await serve(staffed, { sentAt: PAST, items: [{ description: HOUSE }, { exchangePropertyId: house.id }] });
    expect(notice).toMatchObject({
      verdict: 'LATE',
      items: [{ exchangeProperty: null }, { exchangeProperty: { identifiedAt: null, version: 1 } }],
    });
    expect(await verdictOf(staffed)).toMatchObject({
      identification: { verdict: 'NONE' },
      identificationHistory: [],
      notices: { totalCount: 1 },
    });
  });

  it.each([
    [{ capacity: 'TAXPAYERS_AGENT', recipientName: 'Own attorney' }, 'DISQUALIFIED_RECIPIENT'],
    [{ capacity: 'RELATED_PERSON', recipientName: 'Sister' }, 'DISQUALIFIED_RECIPIENT'],
    [{ capacity: 'OBLIGED_TO_TRANSFER', recipientName: 'Seller' }, 'ACCEPTED'],
    [{ capacity: 'TITLE_COMPANY', recipientName: 'Title' }, 'ACCEPTED'],
  ])('to %j is %s', async (recipient, verdict) => {
    const staffed = await service.staffed(DATES);
    expect((await serve(staffed, { ...recipient, sentAt: LAST, items: [{ description: HOUSE }] })).notice.verdict).toBe(verdict);
    expect((await verdictOf(staffed)).identification.verdict).toBe(verdict === 'ACCEPTED' ? 'OK' : 'NONE');
  });

  it('to somebody who was attested to be disqualified does not count, whatever capacity is claimed', async () => {
    const staffed = await service.staffed(DATES);
    const attest = (agentKind: string, lastServiceOn: string, name: string) =>
      service.ask(
        staffed.coordinator,
        'mutation ($input: AddDisqualificationAttestationInput!) { addDisqualificationAttestation(input: $input) { id } }',
        { input: { exchangeId: staffed.exchange.id, name, agentKind, lastServiceOn, statement: 'As asked.', attestedOn: '2026-03-01' } },
      );
    await attest('ATTORNEY', '2024-03-01', 'Dana Counsel');
    await attest('ATTORNEY', '2024-02-29', 'Old Counsel');
    await attest('ROUTINE_FINANCIAL_TITLE_ESCROW_OR_TRUST', '2026-02-01', 'Quick Title');
    const verdict = async (recipientName: string, capacity = 'OTHER_PARTY', as = staffed.coordinator) => {
      const time = as === staffed.coordinator ? { sentAt: LAST } : {};
      return (await serve(staffed, { recipientName, capacity, ...time, items: [{ description: HOUSE }] }, as)).notice.verdict;
    };
    expect(await verdict('dana  counsel')).toBe('DISQUALIFIED_RECIPIENT');
    expect(await verdict('Dana Counsel', 'OBLIGED_TO_TRANSFER')).toBe('ACCEPTED');
    expect(await verdict('Old Counsel')).toBe('ACCEPTED'); // more than two years before the transfer
    expect(await verdict('Quick Title', 'TITLE_COMPANY')).toBe('ACCEPTED');
    now = new Date(LAST);
    expect(await verdict('Dana Counsel', 'OTHER_PARTY', staffed.client)).toBe('DISQUALIFIED_RECIPIENT');
  });

  it('to the taxpayer itself counts in no capacity', async () => {
    const staffed = await service.staffed(DATES);
    const { notice } = await serve(staffed, { recipientId: staffed.client.contactId, sentAt: LAST, items: [{ description: HOUSE }] });
    expect(notice).toMatchObject({ verdict: 'DISQUALIFIED_RECIPIENT', recipient: { id: staffed.client.contactId } });
  });

  it('is revoked in time by another one to whoever got it, and by none that comes later', async () => {
    const staffed = await service.staffed({ ...DATES, relinquishedValue: '500000' });
    const houses = await Promise.all([1, 2, 3, 4].map(() => service.property(staffed.exchange, { role: ExchangePropertyRole.IDENTIFIED })));
    for (const house of houses) await service.valuation(house, { amount: '400000' });
    await serve(staffed, {
      sentAt: '2026-03-20T12:00:00Z',
      items: houses.map(({ id }) => ({ exchangePropertyId: id, description: HOUSE })),
    });
    expect((await verdictOf(staffed)).identification.verdict).toBe('PENDING_95');
    const revoke = (sentAt: string, more: object = {}) =>
      serve(staffed, { kind: 'REVOCATION', sentAt, items: [{ exchangePropertyId: houses[0]?.id }], ...more });
    expect((await revoke(PAST)).notice.verdict).toBe('LATE');
    expect((await revoke(LAST, { recipientName: 'Somebody else' })).notice.verdict).toBe('WRONG_RECIPIENT');
    expect((await verdictOf(staffed)).identification.verdict).toBe('PENDING_95');
    const { notice } = await revoke(LAST, { recipientName: 'cascade exchange services ' });
    expect(notice).toMatchObject({ verdict: 'ACCEPTED', items: [{ exchangeProperty: { revokedAt: new Date(LAST).toISOString() } }] });
    const { identification, identificationHistory } = await verdictOf(staffed);
    expect(identification).toMatchObject({ verdict: 'OK' });
    expect(identification.judged).toHaveLength(3);
    expect(identificationHistory.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['OK', 'PENDING_95']);
  });

  it('has its effect by when it was sent, whichever is put on record first', async () => {
    const staffed = await service.staffed(DATES);
    const house = await service.property(staffed.exchange, {
      role: ExchangePropertyRole.IDENTIFIED,
      identifiedAt: new Date('2026-03-10T12:00:00Z'),
    });
    const item = { exchangePropertyId: house.id, description: HOUSE };
    const at = async (kind: string, sentAt: string) =>
      (await serve(staffed, { kind, sentAt, items: [item] })).notice.items[0].exchangeProperty;
    expect(await at('REVOCATION', '2026-03-05T12:00:00Z')).toMatchObject({ revokedAt: null });
    expect(await at('REVOCATION', '2026-03-15T12:00:00Z')).toMatchObject({ revokedAt: '2026-03-15T12:00:00.000Z' });
    expect(await at('IDENTIFICATION', '2026-03-12T12:00:00Z')).toMatchObject({
      identifiedAt: '2026-03-10T12:00:00.000Z',
      revokedAt: '2026-03-15T12:00:00.000Z',
    });
    expect(await at('IDENTIFICATION', '2026-03-20T12:00:00Z')).toMatchObject({ identifiedAt: '2026-03-20T12:00:00.000Z', revokedAt: null });
  });

  it('is signed by the client here and now, and recorded by coordinator and administrator', async () => {
    now = new Date('2026-04-01T12:00:00Z');
    const staffed = await service.staffed(DATES);
    const items = [{ description: 'Lot 12, Block C, Saguaro Estates, Pima County, AZ' }];
    const { notice } = await serve(staffed, { items }, staffed.client);
    expect(notice).toMatchObject({ verdict: 'ACCEPTED', sentAt: now.toISOString(), sentHow: 'PLATFORM', signedOn: '2026-04-01' });
    expect(notice.items).toMatchObject([{ form: 'LEGAL_DESCRIPTION', exchangeProperty: { role: 'IDENTIFIED' } }]);
    const backdated = await serve(staffed, { items, sentAt: '2026-03-02T00:00:00Z' }, staffed.client);
    expect(backdated.fields).toHaveProperty(['input.sentAt']);
    expect((await serve(staffed, { items }, aViewer('ADMIN'))).notice.verdict).toBe('ACCEPTED');
    expect((await serve(staffed, { items }, staffed.agency)).code).toBe('FORBIDDEN');
    expect((await serve(staffed, { items }, staffed.thirdParty)).code).toBe('FORBIDDEN');
    expect((await serve(staffed, { items }, aViewer('CLIENT'))).code).toBe('NOT_FOUND');
  });

  it('names every argument that breaks a rule', async () => {
    const staffed = await service.staffed(DATES);
    const elsewhere = await service.property(await service.exchange());
    const own = await service.property(staffed.exchange, { role: ExchangePropertyRole.IDENTIFIED });
    const { fields } = await serve(staffed, {
      recipientName: ' ',
      recipientId: 'x',
      signedById: randomUUID(),
      sentAt: '2026-04-20T12:00:01Z',
      signedOn: '2026-04-21',
      receivedAt: '2026-04-20T12:00:00Z',
      items: [
        { description: 'a house in Austin' },
        { exchangePropertyId: elsewhere.id, description: HOUSE },
        { description: HOUSE, percentInterest: '0' },
      ],
    });
    expect(Object.keys(fields as object).sort()).toEqual(
      [
        'items.0.description',
        'items.1.exchangePropertyId',
        'items.2.percentInterest',
        'receivedAt',
        'recipientId',
        'recipientName',
        'sentAt',
        'signedById',
        'signedOn',
      ].map((name) => `input.${name}`),
    );
    const twice = { exchangePropertyId: own.id };
    expect((await serve(staffed, { kind: 'REVOCATION', items: [twice, twice] })).fields).toEqual({
      'input.items.0.exchangePropertyId': 'must not be named twice',
      'input.items.1.exchangePropertyId': 'must not be named twice',
    });
    expect((await serve(staffed, { items: [] })).fields).toHaveProperty(['input.items']);
  });

  it('is told of with what it does, and kept with the exchange and the people in it', async () => {
    const staffed = await service.staffed(DATES);
    const { notice } = await serve(staffed, { sentAt: LAST, items: [{ description: HOUSE }] });
    const events = await service.given((db) =>
      db.query(`SELECT type FROM outbox_events WHERE payload->>'exchangeId' = $1 ORDER BY seq`, [staffed.exchange.id]),
    );
    expect(events.map(({ type }: { type: string }) => type)).toEqual([
      'identification_notice.served',
      'exchange_property.created',
      // Of what began in the past the course is caught up with, and told to those who take part.
      'exchange_message.sent',
      'exchange.stage_changed',
      'exchange_message.sent',
      'exchange.stage_changed',
      'identification_verdict.reached',
    ]);
    const removal = await service.ask(aViewer('ADMIN'), 'mutation ($id: ID!) { deleteExchange(id: $id) { id } }', {
      id: staffed.exchange.id,
    });
    expect(removal.errors?.[0]?.extensions?.code).toBe('REFERENCED');
    for (const sql of [
      `UPDATE identification_notices SET signed_on = '2026-03-01' WHERE id = $1`,
      'DELETE FROM identification_notices WHERE id = $1',
      `UPDATE identification_notices SET received_at = now(), sent_how = 'FAX' WHERE id = $1`,
    ])
      await expect(service.given((db) => db.query(sql, [notice.id]))).rejects.toThrow('evidence');
  });
});
