import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestExchanges, TEST_NOW, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const DEADLINES = `deadlines { kind computedOn effectiveOn daysLeft isWeekend rule source warnings { code message } override { citation reason exchangeOn overriddenBy { id } } }`;
const READ = `query ($id: ID!) { exchange(id: $id) { version transferDate identificationDeadline exchangeDeadline deadlineOverride ${DEADLINES}
  deadlineHistory(orderBy: AT_ASC) { edges { node { kind cause oldEffectiveOn newEffectiveOn newComputedOn actor { id } } } } } }`;
const UPDATE = `mutation ($input: UpdateExchangeInput!) { updateExchange(input: $input) { transferDate ${DEADLINES} } }`;
const OVERRIDE = `mutation ($input: OverrideExchangeDeadlineInput!) { overrideExchangeDeadline(input: $input) { version identificationDeadline exchangeDeadline ${DEADLINES} } }`;
const LIFT = `mutation ($input: LiftExchangeDeadlineOverrideInput!) { liftExchangeDeadlineOverride(input: $input) { exchangeDeadline ${DEADLINES} } }`;
const ADD =
  'mutation ($input: AddExchangePropertyInput!) { addExchangeProperty(input: $input) { id exchange { transferDate exchangeDeadline } } }';
const EDIT = 'mutation ($input: UpdateExchangePropertyInput!) { updateExchangeProperty(input: $input) { id exchange { transferDate } } }';
const CITATION = 'IRS Notice 2027-1 under Rev. Proc. 2018-58, section 17';

const done = async (viewer: Viewer, query: string, input: object) => {
  const { data, errors } = await service.ask(viewer, query, { input });
  expect(errors).toBeUndefined();
  return Object.values(data)[0] as never as Record<string, never>;
};
const read = async (viewer: Viewer, id: string) => (await service.ask(viewer, READ, { id })).data.exchange;
const dated = async (values: object = {}) => {
  const staffed = await service.staffed();
  await done(staffed.coordinator, UPDATE, { id: staffed.exchange.id, transferDate: '2026-10-31', filerType: 'INDIVIDUAL', ...values });
  return staffed;
};

describe('the deadlines of an exchange', () => {
  it('show their arithmetic, their source, the days that are left, and what to do about them', async () => {
    const { exchange, client } = await dated();
    expect((await read(client, exchange.id)).deadlines).toEqual([
      {
        kind: 'IDENTIFICATION',
        computedOn: '2026-12-15',
        effectiveOn: '2026-12-15',
        daysLeft: 44,
        isWeekend: false,
        rule: 'Day 0 is the first transfer, 2026-10-31; day 45 is 2026-12-15.',
        source: '26 CFR 1.1031(k)-1(b)(2)(i)',
        warnings: [],
        override: null,
      },
      {
        kind: 'EXCHANGE',
        computedOn: '2027-04-15',
        effectiveOn: '2027-04-15',
        daysLeft: 165,
        isWeekend: false,
        rule: expect.stringContaining('which is earlier'),
        source: '26 CFR 1.1031(k)-1(b)(2)(ii)',
        warnings: [{ code: 'RETURN_DUE_FIRST', message: expect.stringContaining('file an extension') }],
        override: null,
      },
    ]);
  });

  it('are none of a simultaneous exchange, and none before there is a date', async () => {
    const { exchange, coordinator } = await service.staffed();
    expect((await read(coordinator, exchange.id)).deadlines).toEqual([]);
    await done(coordinator, UPDATE, { id: exchange.id, transferDate: '2026-10-31', exchangeType: 'SIMULTANEOUS' });
    expect((await read(coordinator, exchange.id)).deadlines).toEqual([]);
  });

  it('count the days in the zone of the exchange', async () => {
    const { exchange, coordinator } = await dated();
    const left = async (instant: string) => {
      service.setClock(instant);
      return (await read(coordinator, exchange.id)).deadlines[0].daysLeft;
    };
    expect(await left('2026-12-16T07:59:59Z')).toBe(0);
    expect(await left('2026-12-16T08:00:00Z')).toBe(-1);
    expect(await left('2026-11-01T06:59:59Z')).toBe(45);
    service.setClock(TEST_NOW);
  });

  it('say that a weekend extends nothing, and ask whether it moves the return', async () => {
    const { exchange, coordinator } = await dated({ transferDate: '2022-12-28' });
    const [identification, end] = (await read(coordinator, exchange.id)).deadlines;
    expect(identification).toMatchObject({ effectiveOn: '2023-02-11', isWeekend: true, warnings: [{ code: 'NOT_EXTENDED' }] });
    expect(end.warnings.map(({ code }: { code: string }) => code)).toEqual(['NOT_EXTENDED', 'RETURN_DUE_FIRST', 'RETURN_DUE_ON_WEEKEND']);
  });

  it('are reckoned anew with every input, and remember what they were', async () => {
    const { exchange, coordinator } = await dated();
    const change = (input: object) => done(coordinator, UPDATE, { id: exchange.id, ...input });
    await change({ returnExtended: true });
    await change({ name: 'Nothing of dates' });
    await change({ transferDate: '2026-11-20' });
    const { edges } = (await read(coordinator, exchange.id)).deadlineHistory;
    const history = edges.map(({ node }: { node: Record<string, unknown> }) => [
      node.kind,
      node.cause,
      node.oldEffectiveOn,
      node.newEffectiveOn,
    ]);
    expect(history.sort()).toEqual(
      [
        ['IDENTIFICATION', 'RECOMPUTED', null, '2026-12-15'],
        ['EXCHANGE', 'RECOMPUTED', null, '2027-04-15'],
        ['EXCHANGE', 'RECOMPUTED', '2027-04-15', '2027-04-29'],
        ['IDENTIFICATION', 'RECOMPUTED', '2026-12-15', '2027-01-04'],
        ['EXCHANGE', 'RECOMPUTED', '2027-04-29', '2027-05-19'],
      ].sort(),
    );
    expect(edges[0].node.actor).toEqual({ id: coordinator.contactId });
  });
});

describe('the first transfer', () => {
  it('is the earliest that its properties record, and both periods run from it', async () => {
    const { exchange, coordinator } = await service.staffed();
    const add = (transferredOn: string) =>
      done(coordinator, ADD, { exchangeId: exchange.id, role: 'RELINQUISHED', description: 'A house', transferredOn });
    await add('2026-03-20');
    expect(await add('2026-03-01')).toMatchObject({ exchange: { transferDate: '2026-03-01', exchangeDeadline: '2026-08-28' } });
    expect(await read(coordinator, exchange.id)).toMatchObject({ identificationDeadline: '2026-04-15', exchangeDeadline: '2026-08-28' });
  });

  it('is not said otherwise while a property records it, and follows when that is corrected or taken back', async () => {
    const { exchange, coordinator } = await service.staffed();
    const { id } = await done(coordinator, ADD, {
      exchangeId: exchange.id,
      role: 'RELINQUISHED',
      description: 'A house',
      transferredOn: '2026-10-20',
    });
    const { errors } = await service.ask(coordinator, UPDATE, { input: { id: exchange.id, transferDate: '2026-10-31' } });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.transferDate': expect.stringContaining('2026-10-20') },
    });
    expect(await done(coordinator, EDIT, { id, transferredOn: '2026-10-31' })).toMatchObject({ exchange: { transferDate: '2026-10-31' } });
    expect(await done(coordinator, EDIT, { id, transferredOn: null })).toMatchObject({ exchange: { transferDate: null } });
    expect(await read(coordinator, exchange.id)).toMatchObject({ identificationDeadline: null, deadlines: [] });
  });

  it('is refused after the return is due, naming the argument', async () => {
    const { exchange, coordinator } = await service.staffed({ returnDueDate: '2026-04-15' });
    const input = { exchangeId: exchange.id, role: 'RELINQUISHED', description: 'A house', transferredOn: '2026-10-20' };
    const { errors } = await service.ask(coordinator, ADD, { input });
    expect(errors?.[0]?.extensions?.fields).toHaveProperty(['input.transferredOn']);
    expect(await read(coordinator, exchange.id)).toMatchObject({ transferDate: null });
  });
});

describe('overriding deadlines', () => {
  it('moves them with a citation, keeps the computed days beside, and lifting puts them back', async () => {
    const { exchange, coordinator, client } = await dated();
    const input = { id: exchange.id, version: 2, citation: CITATION, reason: 'Fire in the county', exchangeOn: '2027-08-13' };
    const overridden = await done(coordinator, OVERRIDE, input);
    expect(overridden).toMatchObject({ version: 3, identificationDeadline: '2026-12-15', exchangeDeadline: '2027-08-13' });
    expect(overridden.deadlines).toMatchObject([
      { effectiveOn: '2026-12-15', override: null },
      {
        computedOn: '2027-04-15',
        effectiveOn: '2027-08-13',
        warnings: [],
        override: { citation: CITATION, exchangeOn: '2027-08-13', overriddenBy: { id: coordinator.contactId } },
      },
    ]);
    expect((await read(coordinator, exchange.id)).deadlineOverride).toMatchObject({ citation: CITATION, exchangeOn: '2027-08-13' });
    // Whoever else takes part learns the day that counts, and not why.
    const seen = await read(client, exchange.id);
    expect(seen).toMatchObject({ exchangeDeadline: '2027-08-13', deadlineOverride: null });
    expect(seen.deadlines.map(({ override }: { override: unknown }) => override)).toEqual([null, null]);

    await done(coordinator, UPDATE, { id: exchange.id, returnExtended: true });
    expect((await read(coordinator, exchange.id)).deadlines[1]).toMatchObject({ computedOn: '2027-04-29', effectiveOn: '2027-08-13' });
    expect(await done(coordinator, LIFT, { id: exchange.id, reason: 'The notice was withdrawn' })).toMatchObject({
      exchangeDeadline: '2027-04-29',
    });
    const after = await read(coordinator, exchange.id);
    expect(after.deadlineOverride).toBeNull();
    expect(after.deadlineHistory.edges.map(({ node }: { node: { cause: string } }) => node.cause).sort()).toEqual([
      'LIFTED',
      'OVERRIDDEN',
      'RECOMPUTED',
      'RECOMPUTED',
      'RECOMPUTED',
    ]);
    const kept = await service.given((db) => db.query('SELECT lift_reason FROM deadline_overrides WHERE exchange_id = $1', [exchange.id]));
    expect(kept).toEqual([{ lift_reason: 'The notice was withdrawn' }]);
  });

  it('is bounded by the notice, a year and the return, and says what its day still depends on', async () => {
    const { exchange, coordinator } = await dated();
    const input = { id: exchange.id, citation: CITATION, reason: 'Fire', exchangeOn: '2027-08-14', identificationOn: '2027-04-15' };
    const refused = await service.ask(coordinator, OVERRIDE, { input });
    expect(refused.errors?.[0]?.extensions?.fields).toEqual({
      'input.exchangeOn': expect.stringContaining('must not be after 2027-08-13: 2027-04-15 and 120 days is 2027-08-13'),
      'input.identificationOn': expect.stringContaining('must not be after 2027-04-14'),
    });
    // A notice that names a later day allows more, and the extended return bounds that.
    const named = { ...input, noticeOn: '2027-12-01' };
    expect((await service.ask(coordinator, OVERRIDE, { input: { ...named, exchangeOn: '2027-10-16' } })).errors).toHaveLength(1);
    await done(coordinator, OVERRIDE, { ...named, exchangeOn: '2027-10-15' });
    const { data } = await service.ask(
      coordinator,
      `query ($id: ID!) { exchange(id: $id) { deadlines { override { noticeOn bounds { kind latestOn source warning } } } } }`,
      { id: exchange.id },
    );
    expect(data.exchange.deadlines[0].override).toEqual({
      noticeOn: '2027-12-01',
      bounds: [
        { kind: 'IDENTIFICATION', latestOn: '2027-10-15', source: 'Rev. Proc. 2018-58, section 17.02(1)', warning: null },
        { kind: 'EXCHANGE', latestOn: '2027-10-15', source: expect.any(String), warning: expect.stringContaining('only if an extension') },
      ],
    });
  });

  it('only postpones: what moves the computed day past it counts itself', async () => {
    const { exchange, coordinator } = await dated();
    await done(coordinator, OVERRIDE, { id: exchange.id, citation: CITATION, reason: 'Fire', exchangeOn: '2027-04-20' });
    await done(coordinator, UPDATE, { id: exchange.id, returnExtended: true });
    const { exchangeDeadline, deadlines } = await read(coordinator, exchange.id);
    expect(exchangeDeadline).toBe('2027-04-29');
    expect(deadlines[1]).toMatchObject({ computedOn: '2027-04-29', effectiveOn: '2027-04-29' });
  });

  it('names every argument that breaks a rule, and refuses a second one, and one where nothing is to be moved', async () => {
    const { exchange, coordinator } = await dated();
    const ask = (input: object, query = OVERRIDE) =>
      service.ask(coordinator, query, { input: { id: exchange.id, citation: CITATION, reason: 'Fire', ...input } });
    const faulty = await ask({ citation: ' ', reason: '', identificationOn: '2026-12-14', exchangeOn: '2026-12-31' });
    expect(Object.keys(faulty.errors?.[0]?.extensions?.fields as object).sort()).toEqual([
      'input.citation',
      'input.exchangeOn',
      'input.identificationOn',
      'input.reason',
    ]);
    expect((await ask({})).errors?.[0]?.extensions?.fields).toHaveProperty(['input.exchangeOn']);
    const nothing = await service.ask(coordinator, LIFT, { input: { id: exchange.id, reason: 'None' } });
    expect(nothing.errors?.[0]?.extensions?.code).toBe('CONFLICT');
    expect((await ask({ exchangeOn: '2027-08-13' })).errors).toBeUndefined();
    expect((await ask({ exchangeOn: '2027-08-12' })).errors?.[0]?.extensions?.code).toBe('CONFLICT');
    const other = await service.staffed();
    const early = await service.ask(other.coordinator, OVERRIDE, {
      input: { id: other.exchange.id, citation: CITATION, reason: 'Fire', exchangeOn: '2027-08-13' },
    });
    expect(early.errors?.[0]?.extensions?.code).toBe('CONFLICT');
  });

  it('reads the deadlines of a page of exchanges by one statement more, and their overrides by another', async () => {
    const admin = aViewer('ADMIN');
    await dated();
    await dated();
    const query = (fields: string) =>
      service.statementsOf(() => service.ask(admin, `{ exchanges(first: 5) { edges { node { id ${fields} } } } }`));
    const plain = (await query('')).length;
    expect(await query('deadlines { kind effectiveOn }')).toHaveLength(plain + 1);
    expect(await query('deadlines { kind override { citation } }')).toHaveLength(plain + 2);
  });
});
