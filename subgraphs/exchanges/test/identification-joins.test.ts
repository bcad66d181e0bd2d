import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { type Staffed, startTestExchanges, type TestExchanges } from './exchanges.factory';
import { fundRows } from './funds.factory';

/** Day 45 is 2026-04-15 and day 180 is 2026-08-28. */
const TRANSFER = '2026-03-01';
let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const onThe = (day: string) => service.setClock(`${day}T19:00:00Z`);
const call = async (as: Viewer, field: string, input: object, selection = '{ id }') => {
  const type = field === 'recordPropertyReceipt' ? 'RecordClosingInput' : `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  const { data, errors } = await service.ask(as, `mutation ($input: ${type}!) { ${field}(input: $input) ${selection} }`, { input });
  expect(errors).toBeUndefined();
  return data[field];
};
const begun = async (): Promise<Staffed> => {
  onThe('2026-03-10');
  const staffed = await service.staffed({ relinquishedValue: '500000.00' });
  await call(staffed.coordinator, 'updateExchange', { id: staffed.exchange.id, transferDate: TRANSFER });
  return staffed;
};
const serve = ({ exchange }: Staffed, as: Viewer, more: object = {}): Promise<{ verdict: string }> => {
  const items = [{ description: '880 Harbor Way, Portland, OR 97209' }];
  const input = { exchangeId: exchange.id, recipientName: 'Cascade Exchange Services', capacity: 'OTHER_PARTY', items, ...more };
  return call(as, 'serveIdentificationNotice', input, '{ verdict }');
};
const watch = async (day: string) => {
  onThe(day);
  await service.given((db) => db.query(`SELECT graphile_worker.add_job('deadlines.watch')`));
  await service.subgraph.runJobs();
};
const read = async ({ exchange, client }: Staffed) =>
  (
    await service.ask(
      client,
      `query ($id: ID!) { exchange(id: $id) { workflowStage identificationHistory { verdict asOf isProvisional }
        stageHistory(orderBy: STEP_DESC, first: 1) { edges { node { guard actor { id } } } } } }`,
      { id: exchange.id },
    )
  ).data.exchange;

describe('the recipient of a notice', () => {
  it.each<[string, object, string]>([
    ['the taxpayer’s attorney of last year', { agentKind: 'ATTORNEY', lastServiceOn: '2025-06-01' }, 'DISQUALIFIED_RECIPIENT'],
    ['the taxpayer’s attorney of three years ago', { agentKind: 'ATTORNEY', lastServiceOn: '2023-02-01' }, 'ACCEPTED'],
    ['a title company', { agentKind: 'ROUTINE_FINANCIAL_TITLE_ESCROW_OR_TRUST', lastServiceOn: '2026-02-01' }, 'ACCEPTED'],
    ['a sister', { relation: 'FAMILY' }, 'DISQUALIFIED_RECIPIENT'],
    ['a partner of the accountant', { relatedToAgent: true }, 'DISQUALIFIED_RECIPIENT'],
  ])('who is attested to be %s makes it one that counts or does not', async (_, attested, verdict) => {
    const staffed = await begun();
    const { contactId } = aViewer();
    const input = {
      exchangeId: staffed.exchange.id,
      contactId,
      name: 'Cid Law',
      statement: 'As told',
      attestedOn: '2026-03-02',
      ...attested,
    };
    await call(staffed.coordinator, 'addDisqualificationAttestation', input);
    expect((await serve(staffed, staffed.coordinator, { recipientId: contactId, recipientName: 'C. Law, Esq.' })).verdict).toBe(verdict);
    expect((await serve(staffed, staffed.client, { recipientName: 'CID  LAW' })).verdict).toBe(verdict);
  });

  it('is judged by the latest that was attested of them', async () => {
    const staffed = await begun();
    const input = { exchangeId: staffed.exchange.id, name: 'Cid Law', statement: 'As told', attestedOn: '2026-03-02' };
    await call(staffed.coordinator, 'addDisqualificationAttestation', { ...input, relation: 'FAMILY' });
    await call(staffed.coordinator, 'addDisqualificationAttestation', input);
    expect((await serve(staffed, staffed.coordinator, { recipientName: 'Cid Law' })).verdict).toBe('ACCEPTED');
  });

  it('may be a related party only where they are obliged to transfer the property', async () => {
    const staffed = await begun();
    await fundRows(service).party(staffed.exchange, { name: 'Bob Miller' });
    const to = async (capacity: string) => (await serve(staffed, staffed.client, { recipientName: 'Bob Miller', capacity })).verdict;
    expect(await to('OTHER_PARTY')).toBe('DISQUALIFIED_RECIPIENT');
    expect(await to('OBLIGED_TO_TRANSFER')).toBe('ACCEPTED');
  });
});

describe('a notice where property is parked', () => {
  it.each(['REVERSE', 'IMPROVEMENT'])('names property to be given up (%s), and the verdict judges that', async (exchangeType) => {
    onThe('2026-03-10');
    const staffed = await service.staffed({ relinquishedValue: '500000.00' });
    const { exchange, coordinator, client } = staffed;
    await call(coordinator, 'updateExchange', { id: exchange.id, exchangeType, parkingDate: TRANSFER });
    expect((await serve(staffed, client)).verdict).toBe('ACCEPTED');
    const all = async () =>
      (
        await service.ask(
          coordinator,
          `query ($id: ID!) { exchange(id: $id) { properties { edges { node { id role } } } identification { verdict identified { id }
            rules { rule source undecided } } } }`,
          { id: exchange.id },
        )
      ).data.exchange;
    const { properties, identification } = await all();
    expect(properties.edges).toMatchObject([{ node: { role: 'RELINQUISHED' } }]);
    expect(identification).toMatchObject({ verdict: 'OK', identified: [{ id: properties.edges[0].node.id }] });
    expect(identification.rules[0].source).toContain('Rev. Proc. 2000-37, section 4.02(4)');
    const house = await call(coordinator, 'addExchangeProperty', { exchangeId: exchange.id, role: 'IDENTIFIED', description: 'The house' });
    const wrong = await service.ask(
      client,
      'mutation ($input: ServeIdentificationNoticeInput!) { serveIdentificationNotice(input: $input) { id } }',
      {
        input: {
          exchangeId: exchange.id,
          recipientName: 'Q',
          capacity: 'OTHER_PARTY',
          items: [{ exchangePropertyId: house.id, description: '1 Main St' }],
        },
      },
    );
    expect(wrong.errors?.[0]?.extensions?.fields).toEqual({
      'input.items.0.exchangePropertyId': expect.stringContaining('to be given up'),
    });
    // What is parked is received without a notice of it, also after day 45.
    onThe('2026-05-20');
    expect((await call(coordinator, 'recordPropertyReceipt', { id: house.id, on: '2026-05-19' }, '{ receivedOn }')).receivedOn).toBe(
      '2026-05-19',
    );
    for (const n of [1, 2, 3]) {
      const items = [{ description: `${n} Harbor Way` }];
      await serve(staffed, coordinator, { items, sentAt: '2026-04-01T19:00:00Z', sentHow: 'MAIL' });
    }
    const later = await all();
    expect(later.identification.verdict).toBe('UNDECIDED');
    expect(later.identification.rules.find(({ rule }: { rule: string }) => rule === 'TWO_HUNDRED_PERCENT').undecided).toContain('twice');
  });
});

describe('less than was identified', () => {
  it('is received as the same property with 75 per cent of its value and the same nature, and says so with its arithmetic', async () => {
    const staffed = await begun();
    const { exchange, coordinator } = staffed;
    await serve(staffed, staffed.client);
    const { edges } = (
      await service.ask(coordinator, 'query ($id: ID!) { exchange(id: $id) { properties { edges { node { id } } } } }', { id: exchange.id })
    ).data.exchange.properties;
    const { id } = edges[0].node;
    onThe('2026-06-02');
    const early = await service.ask(
      coordinator,
      'mutation ($input: UpdateExchangePropertyInput!) { updateExchangeProperty(input: $input) { id } }',
      {
        input: { id, isSameNature: true },
      },
    );
    expect(early.errors?.[0]?.extensions?.fields).toHaveProperty(['input.isSameNature']);
    await call(coordinator, 'recordPropertyReceipt', { id, on: '2026-06-01', amount: '150000.00' });
    await call(coordinator, 'addPropertyValuation', {
      exchangePropertyId: id,
      purpose: 'IDENTIFIED_AT_RECEIPT',
      asOf: '2026-06-01',
      amount: '200000.00',
    });
    const rules = async () =>
      (
        await service.ask(coordinator, 'query ($id: ID!) { exchange(id: $id) { identification { rules { rule limit actual passes } } } }', {
          id: exchange.id,
        })
      ).data.exchange.identification.rules[0];
    expect(await rules()).toEqual({ rule: 'SUBSTANTIALLY_SAME', limit: '150000', actual: '150000', passes: null });
    await call(coordinator, 'updateExchangeProperty', { id, isSameNature: true });
    expect((await rules()).passes).toBe(true);
  });
});

describe('a notice that was late', () => {
  const NOTICES = `query ($id: ID!) { exchange(id: $id) { workflowStage properties { edges { node { identifiedAt } } } identification { verdict }
    notices(orderBy: SENT_AT_ASC) { edges { node { verdict items { exchangeProperty { id } } judgements { former verdict identificationEnds } } } } } }`;
  const all = async ({ exchange, client }: Staffed) => (await service.ask(client, NOTICES, { id: exchange.id })).data.exchange;

  it('is judged again when an override moves the day, brings its exchange back, and is late again once that is lifted', async () => {
    const staffed = await begun();
    const { exchange, coordinator } = staffed;
    await watch('2026-04-21');
    expect((await serve(staffed, staffed.client)).verdict).toBe('LATE');
    service.setClock('2026-04-21T19:00:01Z');
    expect((await serve(staffed, staffed.client, { capacity: 'TAXPAYERS_AGENT' })).verdict).toBe('LATE');
    expect(await all(staffed)).toMatchObject({ workflowStage: 'IDENTIFICATION_MISSED', identification: { verdict: 'NONE' } });
    const relief = { citation: 'Notice 2026-1', reason: 'Fire', identificationOn: '2026-05-15' };
    await call(coordinator, 'overrideExchangeDeadline', { id: exchange.id, ...relief });
    const moved = await all(staffed);
    expect(moved).toMatchObject({
      workflowStage: 'REPLACEMENT',
      properties: { edges: [{ node: { identifiedAt: '2026-04-21T19:00:00.000Z' } }] },
      identification: { verdict: 'OK' },
    });
    expect(moved.notices.edges.map(({ node }: { node: object }) => node)).toEqual([
      {
        verdict: 'ACCEPTED',
        items: [{ exchangeProperty: { id: expect.any(String) } }],
        judgements: [{ former: 'LATE', verdict: 'ACCEPTED', identificationEnds: '2026-05-15' }],
      },
      {
        verdict: 'DISQUALIFIED_RECIPIENT',
        items: [{ exchangeProperty: null }],
        judgements: [{ former: 'LATE', verdict: 'DISQUALIFIED_RECIPIENT', identificationEnds: '2026-05-15' }],
      },
    ]);
    await call(coordinator, 'liftExchangeDeadlineOverride', { id: exchange.id, reason: 'Another county' });
    const lifted = await all(staffed);
    expect(lifted).toMatchObject({ identification: { verdict: 'NONE' }, properties: { edges: [{}] } });
    expect(lifted.notices.edges[0].node).toMatchObject({ verdict: 'LATE', judgements: [{}, { former: 'ACCEPTED', verdict: 'LATE' }] });
    const told = await service.given((db) =>
      db.query(
        `SELECT payload -> 'new' ->> 'verdict' AS verdict FROM outbox_events WHERE type = 'identification_notice.judged'
        AND payload ->> 'exchangeId' = $1 ORDER BY seq`,
        [exchange.id],
      ),
    );
    expect(told.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['ACCEPTED', 'DISQUALIFIED_RECIPIENT', 'LATE']);
  });

  it('is judged again as well when the first transfer is corrected', async () => {
    const staffed = await begun();
    onThe('2026-04-21');
    await serve(staffed, staffed.client);
    await call(staffed.coordinator, 'updateExchange', { id: staffed.exchange.id, transferDate: '2026-03-07' });
    expect((await all(staffed)).notices.edges[0].node.verdict).toBe('ACCEPTED');
  });
});

describe('a notice that a client signs', () => {
  it('brings an exchange back that an override gave more days, as a coordinator’s does', async () => {
    const staffed = await begun();
    await watch('2026-04-16');
    expect((await read(staffed)).workflowStage).toBe('IDENTIFICATION_MISSED');
    onThe('2026-04-20');
    const relief = { citation: 'Notice 2026-1', reason: 'Fire', identificationOn: '2026-05-15' };
    await call(staffed.coordinator, 'overrideExchangeDeadline', { id: staffed.exchange.id, ...relief });
    expect((await serve(staffed, staffed.client, { capacity: 'TAXPAYERS_AGENT' })).verdict).toBe('DISQUALIFIED_RECIPIENT');
    await service.subgraph.runJobs();
    expect((await read(staffed)).workflowStage).toBe('IDENTIFICATION_MISSED');
    expect((await serve(staffed, staffed.client)).verdict).toBe('ACCEPTED');
    await service.subgraph.runJobs();
    const back = { guard: 'EVIDENCE', actor: { id: staffed.client.contactId } };
    expect(await read(staffed)).toMatchObject({ workflowStage: 'REPLACEMENT', stageHistory: { edges: [{ node: back }] } });
  });

  it('moves nothing while the period runs', async () => {
    const staffed = await begun();
    expect((await serve(staffed, staffed.client)).verdict).toBe('ACCEPTED');
    await service.subgraph.runJobs();
    expect(await read(staffed)).toMatchObject({
      workflowStage: 'IDENTIFICATION',
      stageHistory: { edges: [{ node: { guard: 'PERIOD_BEGAN' } }] },
    });
  });
});

describe('the verdict on record', () => {
  it('is reached anew by the clock once a period ends, and once only', async () => {
    const staffed = await begun();
    for (let count = 0; count < 4; count++)
      await serve(staffed, staffed.coordinator, { items: [{ description: `${count + 1} Oak Street, Austin, TX` }] });
    const properties = await service.given((db) =>
      db.query('SELECT id FROM exchange_properties WHERE exchange_id = $1 ORDER BY id', [staffed.exchange.id]),
    );
    const value = { asOf: '2026-03-10', amount: '300000.00' };
    for (const { id: exchangePropertyId } of properties)
      for (const purpose of ['END_OF_IDENTIFICATION', 'END_OF_EXCHANGE'])
        await call(staffed.coordinator, 'addPropertyValuation', { ...value, exchangePropertyId, purpose });
    const latest = async () => (await read(staffed)).identificationHistory[0];
    expect(await latest()).toEqual({ verdict: 'PENDING_95', asOf: '2026-03-10', isProvisional: true });
    await watch('2026-04-15');
    expect((await latest()).asOf).toBe('2026-03-10');
    await watch('2026-04-16');
    expect(await latest()).toEqual({ verdict: 'PENDING_95', asOf: '2026-04-16', isProvisional: false });
    const count = (await read(staffed)).identificationHistory.length;
    await watch('2026-04-17');
    await watch('2026-08-28');
    expect((await read(staffed)).identificationHistory).toHaveLength(count);
    await watch('2026-08-30');
    expect((await read(staffed)).workflowStage).toBe('EXCHANGE_MISSED');
    expect(await latest()).toEqual({ verdict: 'FAIL', asOf: '2026-08-30', isProvisional: false });
    const told = await service.given((db) =>
      db.query(
        `SELECT count(*)::integer AS times FROM outbox_events WHERE type = 'identification_verdict.reached' AND payload->>'exchangeId' = $1`,
        [staffed.exchange.id],
      ),
    );
    expect(told[0].times).toBe(count + 1);
  });

  it('is reached anew where an override moves the periods', async () => {
    const staffed = await begun();
    await serve(staffed, staffed.coordinator);
    onThe('2026-04-20');
    const relief = { citation: 'Notice 2026-1', reason: 'Fire', identificationOn: '2026-05-15' };
    await call(staffed.coordinator, 'overrideExchangeDeadline', { id: staffed.exchange.id, ...relief });
    const [moved] = (await read(staffed)).identificationHistory;
    expect(moved).toEqual({ verdict: 'OK', asOf: '2026-04-20', isProvisional: true });
  });
});
