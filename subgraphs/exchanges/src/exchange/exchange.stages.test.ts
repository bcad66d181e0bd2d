import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Holding } from '../identification/identification.inputs';
import { addDays } from './exchange.civil-date';
import { type ExchangeStage, ExchangeType } from './exchange.entity';
import { factsOf, firstTransfer } from './exchange.facts';
import { backBy, EDGES, edgeTo, isEnded, isMissed, nextEdge, type StageFacts } from './exchange.stages';

type Stage = `${ExchangeStage}`;

const facts = (values: Partial<StageFacts> = {}): StageFacts => ({
  today: '2026-12-15',
  hasBegun: true,
  hasTransferred: true,
  identificationDeadline: '2026-12-15',
  exchangeDeadline: '2027-04-15',
  isIdentified: false,
  isReceived: false,
  ...values,
});
const led = (stage: Stage, values: Partial<StageFacts>): Stage[] => {
  const way: Stage[] = [stage];
  for (let edge = nextEdge(stage, facts(values)); edge; edge = nextEdge(edge.to, facts(values))) way.push(edge.to);
  return way;
};

describe('stages', () => {
  it.each<[string, Stage, Partial<StageFacts>, Stage[]]>([
    ['wait for the first date', 'PENDING', { hasBegun: false }, ['PENDING']],
    ['begin with it', 'PENDING', {}, ['PENDING', 'IDENTIFICATION']],
    ['go back when it was a slip', 'IDENTIFICATION', { hasBegun: false }, ['IDENTIFICATION', 'PENDING']],
    ['stay to midnight of day 45', 'IDENTIFICATION', {}, ['IDENTIFICATION']],
    ['miss it the day after', 'IDENTIFICATION', { today: '2026-12-16' }, ['IDENTIFICATION', 'IDENTIFICATION_MISSED']],
    ['go on the day after', 'IDENTIFICATION', { today: '2026-12-16', isIdentified: true }, ['IDENTIFICATION', 'REPLACEMENT']],
    ['stay to midnight of the last day', 'REPLACEMENT', { today: '2027-04-15' }, ['REPLACEMENT']],
    ['miss that the day after', 'REPLACEMENT', { today: '2027-04-16' }, ['REPLACEMENT', 'EXCHANGE_MISSED']],
    ['miss nothing with a part received', 'REPLACEMENT', { today: '2027-04-16', isReceived: true }, ['REPLACEMENT']],
    [
      'catch up over both',
      'PENDING',
      { today: '2027-06-01', isIdentified: true },
      ['PENDING', 'IDENTIFICATION', 'REPLACEMENT', 'EXCHANGE_MISSED'],
    ],
    ['never leave what was missed', 'IDENTIFICATION_MISSED', { today: '2026-12-01', isIdentified: true }, ['IDENTIFICATION_MISSED']],
    ['never leave the end', 'COMPLETED', { today: '2027-06-01' }, ['COMPLETED']],
    [
      'have no clock without deadlines',
      'IDENTIFICATION',
      { today: '2030-01-01', identificationDeadline: null, exchangeDeadline: null },
      ['IDENTIFICATION'],
    ],
  ])('%s', (_, stage, values, way) => {
    expect(led(stage, values)).toEqual(way);
  });

  it('complete with something received after a transfer, and end from wherever it has not ended', () => {
    expect(edgeTo('REPLACEMENT', 'COMPLETED', facts({ isReceived: true }))).toBeDefined();
    expect(edgeTo('REPLACEMENT', 'COMPLETED', facts())).toBeUndefined();
    expect(edgeTo('REPLACEMENT', 'COMPLETED', facts({ isReceived: true, hasTransferred: false }))).toBeUndefined();
    expect(edgeTo('EXCHANGE_MISSED', 'COMPLETED', facts({ isReceived: true }))).toBeUndefined();
    expect(edgeTo('EXCHANGE_MISSED', 'TERMINATED', facts())).toBeDefined();
    expect(edgeTo('COMPLETED', 'TERMINATED', facts())).toBeUndefined();
  });

  it('come back for a reason, but not to where they would not stay', () => {
    expect(backBy('IDENTIFICATION_MISSED', 'IDENTIFICATION', facts())).toMatchObject({ guard: 'OVERRIDDEN' });
    expect(backBy('IDENTIFICATION_MISSED', 'REPLACEMENT', facts({ today: '2027-01-01' }))).toMatchObject({ guard: 'OVERRIDDEN' });
    expect(backBy('COMPLETED', 'REPLACEMENT', facts({ isReceived: true }))).toMatchObject({ guard: 'OVERRIDDEN' });
    for (const [stage, to, values] of [
      ['IDENTIFICATION_MISSED', 'IDENTIFICATION', { today: '2027-01-01' }],
      ['EXCHANGE_MISSED', 'REPLACEMENT', { today: '2027-05-01' }],
      ['TERMINATED', 'PENDING', {}],
      ['TERMINATED', 'COMPLETED', {}],
      ['IDENTIFICATION', 'IDENTIFICATION', {}],
      ['PENDING', 'REPLACEMENT', { hasBegun: false }],
    ] as const)
      expect(backBy(stage, to, facts(values))).toHaveProperty('refusal');
  });

  it('have no way from missed to active without an override, on whatever path', () => {
    const day = fc.integer({ min: 0, max: 260 });
    const act = fc.oneof(
      fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 120 }) }),
      fc.record({ kind: fc.constant('identify' as const), day, revoked: fc.option(day) }),
      fc.record({ kind: fc.constant('receive' as const), day }),
      fc.record({ kind: fc.constant('relief' as const), days: fc.integer({ min: 1, max: 120 }) }),
      fc.record({ kind: fc.constant('forget' as const) }),
      fc.record({ kind: fc.constantFrom('complete' as const, 'terminate' as const) }),
      fc.record({
        kind: fc.constant('back' as const),
        to: fc.constantFrom('PENDING' as const, 'IDENTIFICATION' as const, 'REPLACEMENT' as const),
      }),
    );
    const transfer = '2026-03-01';
    const onDay = (days: number) => new Date(`${addDays(transfer, days)}T20:00:00Z`);
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        let [stage, today, relief]: [Stage, number, number] = ['PENDING', 0, 0];
        let properties: Holding[] = [];
        const none = {
          incidentalToId: null,
          identifiedAt: null,
          revokedAt: null,
          transferredOn: null,
          receivedOn: null,
          isSameNature: null,
        };
        const isActive = (one: Stage) => !isMissed(one) && one !== 'TERMINATED';
        const now = () =>
          factsOf(
            {
              exchange: {
                id: '',
                exchangeType: ExchangeType.DELAYED,
                transferDate: transfer,
                parkingDate: null,
                relinquishedValue: null,
                timeZone: 'America/Los_Angeles',
                identificationDeadline: addDays(transfer, 45 + relief),
                exchangeDeadline: addDays(transfer, 180 + relief),
              },
              properties,
              valuations: [],
            },
            onDay(today),
          );
        const take = (edge: ReturnType<typeof nextEdge>) => {
          if (!edge) return false;
          expect(edge.from).toBe(stage);
          if (isMissed(stage) && isActive(edge.to)) expect(['EVIDENCE', 'OVERRIDDEN']).toContain(edge.guard);
          if (isEnded(stage)) expect(edge.guard).toBe('OVERRIDDEN');
          stage = edge.to;
          return true;
        };
        for (const one of acts) {
          const wasMissed = isMissed(stage);
          let hasEvidence = false;
          if (one.kind === 'days') today += one.days;
          if (one.kind === 'relief') relief += one.days;
          if (one.kind === 'forget') properties = [];
          if (one.kind === 'identify')
            properties.push({
              ...none,
              id: String(properties.length),
              role: 'IDENTIFIED' as never,
              identifiedAt: onDay(one.day),
              revokedAt: one.revoked === null ? null : onDay(one.revoked),
            });
          if (one.kind === 'receive')
            properties.push({
              ...none,
              id: String(properties.length),
              role: 'REPLACEMENT' as never,
              receivedOn: addDays(transfer, one.day),
            });
          if (one.kind === 'identify' || one.kind === 'receive') hasEvidence = true;
          if (one.kind === 'complete') take(edgeTo(stage, 'COMPLETED', now()));
          if (one.kind === 'terminate') take(edgeTo(stage, 'TERMINATED', now()));
          if (one.kind === 'back') {
            const way = backBy(stage, one.to, now());
            if ('guard' in way) take(way);
          }
          for (let steps = 0; take(nextEdge(stage, now(), hasEvidence)); steps += 1) {
            if (steps > 5) throw new Error('A path has an end.');
            // Evidence leads on once.
            hasEvidence = false;
          }
          if (wasMissed && ['days', 'relief', 'forget'].includes(one.kind)) expect(isMissed(stage)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('have one way at most from anywhere, by whatever leads on by itself', () => {
    const bit = fc.boolean();
    fc.assert(
      fc.property(
        fc.constantFrom(...new Set(EDGES.map(({ from }) => from))),
        fc.record({
          hasBegun: bit,
          hasTransferred: bit,
          isIdentified: bit,
          isReceived: bit,
          today: fc.constantFrom('2026-12-15', '2026-12-16', '2027-04-16'),
        }),
        (stage, values) => {
          // Taking back the transfer takes back the deadlines, too.
          const dates = values.hasBegun ? {} : { identificationDeadline: null, exchangeDeadline: null };
          const ways = EDGES.filter((edge) => edge.from === stage && edge.by !== 'PERSON' && edge.holds(facts({ ...values, ...dates })));
          expect(ways.length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('what counts', () => {
  const dated = {
    id: '',
    relinquishedValue: null,
    exchangeType: ExchangeType.DELAYED,
    transferDate: '2026-10-31',
    parkingDate: null,
    identificationDeadline: '2026-12-15',
    exchangeDeadline: '2027-04-15',
    timeZone: 'America/Los_Angeles',
  };
  type Values = Partial<Record<keyof Holding, unknown>>;
  const holding = (values: Values): Holding =>
    ({
      id: 'one',
      incidentalToId: null,
      role: 'IDENTIFIED',
      identifiedAt: null,
      revokedAt: null,
      transferredOn: null,
      receivedOn: null,
      ...values,
    }) as Holding;
  const counted = (values: Values, exchange: Partial<typeof dated> | object = {}, others: readonly Values[] = []) => {
    const holdings = { exchange: { ...dated, ...exchange }, properties: [values, ...others].map(holding), valuations: [] };
    const { isIdentified, isReceived } = factsOf(holdings, new Date('2027-05-20T00:00:00Z'));
    return [isIdentified, isReceived];
  };
  const [lastSecond, tooLate] = [new Date('2026-12-16T07:59:59Z'), new Date('2026-12-16T08:00:01Z')];

  it.each<[string, Values, object, boolean[]]>([
    ['identified in the last second of day 45', { identifiedAt: lastSecond }, {}, [true, false]],
    ['identified after midnight', { identifiedAt: tooLate }, {}, [false, false]],
    ['revoked in time', { identifiedAt: lastSecond, revokedAt: lastSecond }, {}, [false, false]],
    ['revoked too late', { identifiedAt: lastSecond, revokedAt: tooLate }, {}, [true, false]],
    ['received by day 45', { role: 'REPLACEMENT', receivedOn: '2026-12-15' }, {}, [true, true]],
    ['received on the last day', { role: 'REPLACEMENT', identifiedAt: lastSecond, receivedOn: '2027-04-15' }, {}, [true, true]],
    ['received too late', { role: 'REPLACEMENT', identifiedAt: lastSecond, receivedOn: '2027-04-16' }, {}, [true, false]],
    // 26 CFR 1.1031(k)-1(b)(1)(i): what was not identified in time is not of like kind, whenever it is received.
    ['received on the last day and never identified', { role: 'REPLACEMENT', receivedOn: '2027-04-15' }, {}, [false, false]],
    [
      'received at the same time as another was given up',
      { role: 'REPLACEMENT', receivedOn: '2026-10-31' },
      { exchangeType: 'SIMULTANEOUS', identificationDeadline: null, exchangeDeadline: null },
      [false, true],
    ],
    [
      'received by the last day of an improvement with something parked',
      { role: 'REPLACEMENT', receivedOn: '2027-04-15' },
      { exchangeType: 'IMPROVEMENT', parkingDate: '2026-10-31' },
      [false, true],
    ],
    [
      'given up and named in an improvement with something parked',
      { role: 'RELINQUISHED', identifiedAt: lastSecond },
      { exchangeType: 'IMPROVEMENT', parkingDate: '2026-10-31' },
      [true, false],
    ],
    ['given up and named', { role: 'RELINQUISHED', identifiedAt: lastSecond }, {}, [false, false]],
    ['given up and named after a parking', { role: 'RELINQUISHED', identifiedAt: lastSecond }, { exchangeType: 'REVERSE' }, [true, false]],
  ])('property %s', (_, values, exchange, expected) => {
    expect(counted(values, exchange)).toEqual(expected);
  });

  it.each<[string, Values, string | null, boolean[]]>([
    ['given up in time, and the other received', { transferredOn: '2026-12-15' }, '2026-12-20', [true, true]],
    ['given up in time, and the other received on the last day', { transferredOn: '2026-12-15' }, '2027-04-15', [true, true]],
    ['given up in time, and the other received too late', { transferredOn: '2026-12-15' }, '2027-04-16', [true, false]],
    ['given up in time, and the other still parked', { transferredOn: '2026-12-15' }, null, [true, false]],
    ['given up by the last day', { identifiedAt: lastSecond, transferredOn: '2027-04-15' }, '2027-04-15', [true, true]],
    ['given up too late', { transferredOn: '2027-04-16' }, '2026-12-20', [false, false]],
    ['named and not given up', { identifiedAt: lastSecond }, '2026-12-20', [true, false]],
  ])('in a reverse exchange property %s', (_, values, receivedOn, expected) => {
    const parked = { id: 'two', role: 'REPLACEMENT', receivedOn };
    expect(counted({ role: 'RELINQUISHED', ...values }, { exchangeType: 'REVERSE' }, [parked])).toEqual(expected);
  });

  it('is the earliest of several transfers of property given up', () => {
    const given = (transferredOn: string | null, role = 'RELINQUISHED') => holding({ role, transferredOn });
    expect(firstTransfer([given('2026-03-20'), given('2026-03-01'), given(null), given('2026-01-01', 'IDENTIFIED')])).toBe('2026-03-01');
    expect(firstTransfer([given(null)])).toBeUndefined();
  });
});
