import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Identification, type IdentificationInputs, type JudgedProperty, judgeIdentification } from './identification.rules';

const ENDS = { identificationEnds: '2026-04-15', exchangeEnds: '2026-08-28' };
const AFTER_45 = '2026-04-16';
const AFTER_180 = '2026-08-29';

const property = (id: string, values: Partial<JudgedProperty> = {}): JudgedProperty => ({
  id,
  identifiedOn: '2026-03-20',
  revokedOn: null,
  receivedOn: null,
  incidentalToId: null,
  valueAtIdentification: null,
  valueAtReceipt: null,
  identifiedWorth: null,
  isSameNature: null,
  ...values,
});
const worth = (id: string, value: string, values: Partial<JudgedProperty> = {}) =>
  property(id, { valueAtIdentification: value, valueAtReceipt: value, ...values });
const judge = (properties: readonly JudgedProperty[], inputs: Partial<IdentificationInputs> = {}): Identification =>
  judgeIdentification({ ...ENDS, today: AFTER_45, givenUp: [{ id: null, value: '500000.00' }], isParked: false, properties, ...inputs });
const rule = ({ rules }: Identification, name: string) => rules.find((one) => one.rule === name);

describe('what is identified', () => {
  it('stands as three properties of any value', () => {
    const found = judge([worth('a', '2000000'), worth('b', '2000000'), worth('c', '1000000')]);
    expect(found).toMatchObject({ verdict: 'OK', isProvisional: false, judgedIds: ['a', 'b', 'c'] });
    expect(rule(found, 'THREE_PROPERTY')).toMatchObject({
      limit: '3',
      actual: '3',
      passes: true,
      source: '26 CFR 1.1031(k)-1(c)(4)(i)(A)',
    });
    expect(rule(found, 'TWO_HUNDRED_PERCENT')).toMatchObject({ limit: '1000000', actual: '5000000', passes: false });
  });

  it('stands as four worth exactly twice what was given up, and not a cent more', () => {
    const four = (last: string) => ['a', 'b', 'c'].map((id) => worth(id, '250000')).concat(worth('d', last));
    expect(judge(four('250000.00')).verdict).toBe('OK');
    expect(judge(four('250000.01')).verdict).toBe('PENDING_95');
    expect(judge(four('250000.01'), { givenUp: [] }).verdict).toBe('UNDECIDED');
  });

  it.each([
    ['950000.00', 'FAIL'],
    ['950000.01', 'OK'],
  ])('of 1,000,000.01 stands by %s received at the end: %s', (received, verdict) => {
    const rest = (1_000_000.01 - Number(received)).toFixed(2);
    const four = [
      worth('a', received, { receivedOn: '2026-08-28' }),
      worth('b', rest),
      ...['c', 'd'].map((id) => worth(id, '0', { valueAtIdentification: '0' })),
    ];
    expect(judge(four).verdict).toBe('PENDING_95');
    const found = judge(four, { today: AFTER_180 });
    expect(rule(found, 'NINETY_FIVE_PERCENT')).toMatchObject({ limit: '950000.0095', actual: String(Number(received)) });
    expect(found.verdict).toBe(verdict);
  });

  it('is what was received within the 45 days alone, once it fails', () => {
    const five = ['b', 'c', 'd', 'e'].map((id) => worth(id, '400000'));
    const found = judge([worth('a', '400000', { identifiedOn: null, receivedOn: '2026-04-15' }), ...five], { today: AFTER_180 });
    expect(found).toMatchObject({ verdict: 'FAIL', judgedIds: ['a', 'b', 'c', 'd', 'e'], identifiedIds: ['a'] });
  });

  it('loses what was revoked on day 45, and keeps what was revoked on day 46', () => {
    const four = (revokedOn: string) => ['a', 'b', 'c'].map((id) => worth(id, '400000')).concat(worth('d', '400000', { revokedOn }));
    expect(judge(four('2026-04-15'))).toMatchObject({ verdict: 'OK', judgedIds: ['a', 'b', 'c'] });
    expect(judge(four('2026-04-16'))).toMatchObject({ verdict: 'PENDING_95', judgedIds: ['a', 'b', 'c', 'd'] });
  });

  it('is nothing when it was identified late, and counts what was received in time without a notice', () => {
    expect(judge([property('a', { identifiedOn: '2026-04-16' })])).toMatchObject({ verdict: 'NONE', judgedIds: [] });
    expect(judge([property('a', { identifiedOn: null, receivedOn: '2026-04-15' })])).toMatchObject({ verdict: 'OK', judgedIds: ['a'] });
    expect(judge([property('a', { identifiedOn: null, receivedOn: '2026-04-16' })])).toMatchObject({ verdict: 'NONE' });
  });

  it('stands whatever it is worth once all of it is received', () => {
    const all = ['a', 'b', 'c', 'd'].map((id) => property(id, { receivedOn: '2026-05-01' }));
    expect(judge(all, { today: '2026-05-02' }).verdict).toBe('OK');
    expect(judge([...all, property('e')], { today: '2026-05-02' }).verdict).toBe('UNDECIDED');
  });

  it('is over twice the value whatever the values are that are missing', () => {
    const five = [worth('a', '1000001'), ...['b', 'c', 'd'].map((id) => property(id))];
    expect(judge(five).verdict).toBe('PENDING_95');
    expect(judge(five, { today: AFTER_180 }).verdict).toBe('UNDECIDED');
  });

  it('takes incidental property for part of the larger one up to 15 per cent of it', () => {
    const with_ = (value: string | null) => [
      worth('a', '1000000'),
      worth('b', '1000000'),
      worth('c', '1000000'),
      property('f', { incidentalToId: 'a', valueAtIdentification: value }),
    ];
    expect(judge(with_('150000.00'))).toMatchObject({ verdict: 'OK', judgedIds: ['a', 'b', 'c', 'f'] });
    expect(rule(judge(with_('150000.00')), 'INCIDENTAL_PROPERTY')).toMatchObject({ limit: '150000', actual: '150000', passes: true });
    expect(judge(with_('150000.01')).verdict).toBe('PENDING_95');
    expect(judge(with_(null)).verdict).toBe('UNDECIDED');
    // Its larger property is not identified, so that it stands by itself.
    expect(rule(judge([property('f', { incidentalToId: 'z' })]), 'THREE_PROPERTY')).toMatchObject({ actual: '1', passes: true });
  });

  it('is provisional to the end of day 45', () => {
    expect(judge([property('a')], { today: '2026-04-15' }).isProvisional).toBe(true);
    expect(judge([property('a')], { identificationEnds: null, exchangeEnds: null }).isProvisional).toBe(true);
  });
});

describe('what is received in the place of what was identified', () => {
  // The regulation's own: two acres of unimproved land are identified, and one and a half of them are received.
  const acres = (values: Partial<JudgedProperty> = {}) =>
    worth('land', '150000.00', { receivedOn: '2026-06-01', identifiedWorth: '200000.00', isSameNature: true, ...values });
  const found = (one: JudgedProperty) => judge([one], { today: '2026-06-01' });
  const same = (one: JudgedProperty) => rule(found(one), 'SUBSTANTIALLY_SAME');

  it('is substantially the same with 75 per cent of the value and the same nature', () => {
    expect(same(acres())).toMatchObject({
      limit: '150000',
      actual: '150000',
      passes: true,
      undecided: null,
      source: '26 CFR 1.1031(k)-1(d)(1)(ii) and (d)(2), example 4',
    });
    expect(found(acres())).toMatchObject({ unlikeIds: [], unsureIds: [] });
  });

  it('is for somebody else to say of with less, and another property with another nature', () => {
    expect(same(acres({ valueAtReceipt: '149999.99' }))).toMatchObject({ passes: null, undecided: expect.stringContaining('75 per cent') });
    expect(found(acres({ valueAtReceipt: '149999.99' }))).toMatchObject({ unsureIds: ['land'], unlikeIds: [] });
    // The barn and the land on which it stands, where a farm was identified.
    expect(same(acres({ isSameNature: false, valueAtReceipt: '199999.00' }))?.passes).toBe(false);
    expect(found(acres({ isSameNature: false }))).toMatchObject({ unlikeIds: ['land'] });
    expect(same(acres({ isSameNature: null }))).toMatchObject({ passes: null, undecided: null });
  });

  it('needs no comparison where it was received within the identification period, or is all that was identified', () => {
    expect(same(acres({ receivedOn: '2026-04-15' }))).toBeUndefined();
    expect(same(acres({ identifiedWorth: null, isSameNature: null }))).toBeUndefined();
  });

  it('counts for the 95 per cent with what it is worth, of all that was identified', () => {
    const four = (last: JudgedProperty) => [...['a', 'b', 'c'].map((id) => worth(id, '1000000', { receivedOn: '2026-06-01' })), last];
    const most = (last: JudgedProperty) => judge(four(last), { today: AFTER_180 });
    expect(rule(most(acres()), 'NINETY_FIVE_PERCENT')).toMatchObject({ limit: '3040000', actual: '3150000', passes: true });
    const big = { identifiedWorth: '2000000', valueAtReceipt: '1500000', valueAtIdentification: '2000000' };
    expect(most(acres(big))).toMatchObject({ verdict: 'FAIL' });
    expect(most(acres({ isSameNature: false, identifiedWorth: null }))).toMatchObject({ verdict: 'OK', unlikeIds: ['land'] });
  });
});

describe('property to be given up', () => {
  it('stands as three, and of more nobody can say what twice is of', () => {
    const parked = (count: number, values: Partial<JudgedProperty> = {}) =>
      judge(
        Array.from({ length: count }, (_, n) => worth(`p${n}`, '100', values)),
        { isParked: true, givenUp: [] },
      );
    expect(parked(3).verdict).toBe('OK');
    const four = parked(4);
    expect(four.verdict).toBe('UNDECIDED');
    expect(rule(four, 'TWO_HUNDRED_PERCENT')).toMatchObject({
      passes: null,
      undecided: expect.stringContaining('nothing says of which value twice is taken'),
      source: 'Rev. Proc. 2000-37, section 4.02(4), which refers to 26 CFR 1.1031(k)-1(c)(4)(i)(B)',
    });
    expect(parked(4, { receivedOn: '2026-06-01' }).verdict).toBe('UNDECIDED'); // not yet: that day is to come
    expect(
      judge(
        [0, 1, 2, 3].map((n) => worth(`p${n}`, '1', { receivedOn: '2026-06-01' })),
        { isParked: true, today: AFTER_180 },
      ).verdict,
    ).toBe('OK');
  });
});

describe('the verdict (properties)', () => {
  const day = fc.constantFrom(null, '2026-03-10', '2026-04-15', '2026-04-16', '2026-08-28', '2026-09-01');
  const cents = fc.option(fc.integer({ min: 0, max: 200_000_000 }), { nil: null, freq: 8 });
  const money = (value: number | null) => (value === null ? null : (value / 100).toFixed(2));
  const raw = fc.record({
    identifiedOn: day,
    revokedOn: day,
    receivedOn: day,
    one: cents,
    other: cents,
    part: fc.constantFrom(null, null, true, false),
    larger: fc.nat(8),
  });
  const world = fc.record({
    rows: fc.array(raw, { maxLength: 7 }),
    base: fc.array(cents, { maxLength: 3 }),
    today: fc.constantFrom('2026-04-01', AFTER_45, AFTER_180),
  });
  type World = typeof world extends fc.Arbitrary<infer T> ? T : never;
  const inputsOf = ({ rows, base, today }: World, k = 1): IdentificationInputs => ({
    ...ENDS,
    today,
    isParked: false,
    givenUp: base.map((value, n) => ({ id: `g${n}`, value: money(value === null ? null : value * k) })),
    properties: rows.map(({ one, other, part, larger, ...days }, n) => ({
      ...days,
      id: `p${n}`,
      incidentalToId: larger < n ? `p${larger}` : null,
      valueAtIdentification: money(one === null ? null : one * k),
      valueAtReceipt: money(other === null ? null : other * k),
      identifiedWorth: part && other !== null ? money(other * 2 * k) : null,
      isSameNature: part,
    })),
  });
  const gist = ({ verdict, judgedIds, identifiedIds, rules }: Identification) => ({
    verdict,
    judgedIds,
    identifiedIds,
    rules: rules.map(({ rule: name, passes }) => [name, passes]),
  });

  it('is the same in any order', () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), (one, keys) => {
        const inputs = inputsOf(one);
        const order = inputs.properties.map((item) => ({ item, key: keys.next().value as number })).sort((a, b) => a.key - b.key);
        const shuffled = { ...inputs, properties: order.map(({ item }) => item), givenUp: inputs.givenUp.toReversed() };
        expect(gist(judgeIdentification(shuffled))).toEqual(gist(judgeIdentification(inputs)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same with property that was revoked in time', () => {
    fc.assert(
      fc.property(world, cents, (one, value) => {
        const inputs = inputsOf(one);
        const revoked = property('r', { revokedOn: '2026-04-15', valueAtIdentification: money(value), valueAtReceipt: money(value) });
        const more = { ...inputs, properties: [...inputs.properties, revoked] };
        expect(judgeIdentification(more)).toEqual(judgeIdentification(inputs));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same in any unit of money', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 1_000 }), (one, k) => {
        expect(gist(judgeIdentification(inputsOf(one, k)))).toEqual(gist(judgeIdentification(inputsOf(one))));
      }),
      { numRuns: 1_000 },
    );
  });
});
