import { Decimal } from 'decimal.js';

/** Raised whenever a rule below changes, so that a verdict on record says by which rules it was reached. */
export const RULES_VERSION = '2026-2';

const SOURCE = {
  count: '26 CFR 1.1031(k)-1(c)(4)(i)(A)',
  double: '26 CFR 1.1031(k)-1(c)(4)(i)(B)',
  most: '26 CFR 1.1031(k)-1(c)(4)(ii)(B)',
  incidental: '26 CFR 1.1031(k)-1(c)(5)',
  same: '26 CFR 1.1031(k)-1(d)(1)(ii) and (d)(2), example 4',
} as const;

export type Verdict = 'OK' | 'FAIL' | 'PENDING_95' | 'NONE' | 'UNDECIDED';
export type RuleName = 'THREE_PROPERTY' | 'TWO_HUNDRED_PERCENT' | 'NINETY_FIVE_PERCENT' | 'INCIDENTAL_PROPERTY' | 'SUBSTANTIALLY_SAME';

/** Property that may have been identified. Days are civil, of the exchange's zone; values are of the interest, debts not taken off. */
export interface JudgedProperty {
  readonly id: string;
  readonly identifiedOn: string | null;
  readonly revokedOn: string | null;
  readonly receivedOn: string | null;
  readonly incidentalToId: string | null;
  /** At the end of the identification period. */
  readonly valueAtIdentification: string | null;
  /** At the receipt, or at the end of the exchange period if that was first. */
  readonly valueAtReceipt: string | null;
  /** Where what was received is not all that was identified: what all of that was worth at the receipt. */
  readonly identifiedWorth: string | null;
  /** Whether what was received is of the basic nature and character of what was identified; null where nobody had to say. */
  readonly isSameNature: boolean | null;
}

/** What was given up, valued at its transfer; without an id where one sum stands for all of it. */
export interface GivenUp {
  readonly id: string | null;
  readonly value: string | null;
}

export interface IdentificationInputs {
  readonly today: string;
  /** Last days of both periods; null while they have not begun. */
  readonly identificationEnds: string | null;
  readonly exchangeEnds: string | null;
  readonly givenUp: readonly GivenUp[];
  /** Whether it is property to be given up that is identified, because what is to be received is parked. */
  readonly isParked: boolean;
  readonly properties: readonly JudgedProperty[];
}

/** A sum that a rule was computed from; null where its value is not known. */
export interface RuleInput {
  readonly what: string;
  readonly exchangePropertyId: string | null;
  readonly value: string | null;
}

/** One rule with what it was computed from; `passes` is null where that cannot be said yet. */
export interface RuleArithmetic {
  readonly rule: RuleName;
  readonly source: string;
  readonly inputs: readonly RuleInput[];
  readonly limit: string | null;
  readonly actual: string | null;
  readonly passes: boolean | null;
  /** Why that cannot be said, where it is not for want of a value. */
  readonly undecided: string | null;
}

export interface Identification {
  readonly verdict: Verdict;
  /** Whether the identification period still runs, so that notices may change all of it. */
  readonly isProvisional: boolean;
  /** Identified and not revoked in time, or received within the period. */
  readonly judgedIds: readonly string[];
  /** What the law takes as identified: all of these, or after FAIL what was received within the period alone. */
  readonly identifiedIds: readonly string[];
  /** What was received in the place of these is another property, or may be one. */
  readonly unlikeIds: readonly string[];
  readonly unsureIds: readonly string[];
  readonly rules: readonly RuleArithmetic[];
}

// Twenty digits, which is what the library computes with, are too few for sums of numeric(15,2) taken by hundredths.
const Money = Decimal.clone({ precision: 60 });
const ZERO = new Money(0);
const INCIDENTAL_SHARE = '0.15';
const MOST = '0.95';
const SAME_SHARE = '0.75';
const BELOW_SHARE =
  'The example of the regulation has 75 per cent of the value and the same nature; whether less is substantially the same, it does not say.';
const NO_BASE =
  'Property to be given up is identified, and nothing says of which value twice is taken then: of what is parked, or of what is given up in the end.';
const PARKED = 'Rev. Proc. 2000-37, section 4.02(4), which refers to ';

/**
 * Whether what was identified stands, by 26 CFR 1.1031(k)-1(c): three properties of any value; or more, worth at most
 * twice what was given up; or received for 95 per cent of their worth. Bounds are inclusive. The order of properties, those
 * that were revoked in time, and the unit of all values make no difference.
 */
export function judgeIdentification(inputs: IdentificationInputs): Identification {
  const judged = judgedSet(inputs);
  const incidental = incidentalArithmetic(judged);
  const same = sameArithmetic(judged, inputs);
  const unlikeIds = same.filter(({ passes }) => passes === false).map(subjectOf);
  const unsureIds = same.filter(({ passes }) => passes === null).map(subjectOf);
  const [count, double] = [countArithmetic(judged, incidental), doubleArithmetic(judged, inputs)];
  const most = mostArithmetic(judged, inputs, { unlikeIds, unsureIds });
  const verdict = verdictOf(judged, [count, double, most], inputs);
  const kept = verdict === 'FAIL' ? judged.filter((one) => isReceivedInPeriod(one, inputs)) : judged;
  return {
    verdict,
    isProvisional: inputs.identificationEnds === null || inputs.today <= inputs.identificationEnds,
    judgedIds: idsOf(judged),
    identifiedIds: idsOf(kept),
    unlikeIds,
    unsureIds,
    rules: [...incidental, ...same, count, double, most].map((rule) =>
      inputs.isParked ? { ...rule, source: `${PARKED}${rule.source}` } : rule,
    ),
  };
}

const idsOf = (properties: readonly JudgedProperty[]): string[] => properties.map(({ id }) => id).sort();

/** Whether a day is not after another one that may be unknown, which is later than all. */
const until = (day: string | null, end: string | null): boolean => day !== null && (end === null || day <= end);

const isReceivedInPeriod = ({ receivedOn }: JudgedProperty, { today, identificationEnds }: IdentificationInputs): boolean =>
  identificationEnds !== null && until(receivedOn, identificationEnds) && until(receivedOn, today);

function judgedSet(inputs: IdentificationInputs): JudgedProperty[] {
  const { identificationEnds: end, properties } = inputs;
  const isIdentified = (one: JudgedProperty) => until(one.identifiedOn, end) && !until(one.revokedOn, end);
  return properties
    .filter((one) => isIdentified(one) || isReceivedInPeriod(one, inputs))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** @returns null if any value is not known */
function sumOf(inputs: readonly RuleInput[]): Decimal | null {
  let sum: Decimal = ZERO;
  for (const { value } of inputs) {
    if (value === null) return null;
    sum = sum.plus(new Money(value));
  }
  return sum;
}

const knownSumOf = (inputs: readonly RuleInput[]): Decimal => sumOf(inputs.filter(({ value }) => value !== null)) as Decimal;

const text = (value: Decimal | null): string | null => value?.toFixed() ?? null;

const atIdentification = ({ id, valueAtIdentification: value }: JudgedProperty): RuleInput => ({
  what: 'fair market value at the end of the identification period',
  exchangePropertyId: id,
  value,
});

/** Whether incidental property is worth more than 15 per cent of the larger one; null where a value is missing. */
export function isBeyondIncidentalShare(larger: string | null, incidental: readonly (string | null)[]): boolean | null {
  if (larger === null || incidental.includes(null)) return null;
  const sum = (incidental as string[]).reduce((total, value) => total.plus(value), ZERO);
  return sum.gt(new Money(larger).times(INCIDENTAL_SHARE));
}

/** For each larger property, whether all that is incidental to it is worth at most 15 per cent of it. */
function incidentalArithmetic(judged: readonly JudgedProperty[]): RuleArithmetic[] {
  const largerOnes = judged.filter(({ id }) => judged.some(({ incidentalToId }) => incidentalToId === id));
  return largerOnes.map((larger) => {
    const small = judged.filter(({ incidentalToId }) => incidentalToId === larger.id).map(atIdentification);
    const limit = sumOf([atIdentification(larger)])?.times(INCIDENTAL_SHARE) ?? null;
    const actual = sumOf(small);
    return {
      rule: 'INCIDENTAL_PROPERTY',
      source: SOURCE.incidental,
      inputs: [{ ...atIdentification(larger), what: 'fair market value of the larger property' }, ...small],
      limit: text(limit),
      actual: text(actual),
      passes: limit ? (actual?.lte(limit) ?? null) : null,
      undecided: null,
    };
  });
}

const subjectOf = ({ inputs }: RuleArithmetic): string => inputs[0]?.exchangePropertyId ?? '';

/**
 * Where only a part of what was identified was received, or something else: it is substantially the same where it is of the
 * same nature and has 75 per cent of the value. What was received within the identification period needs no identification.
 */
function sameArithmetic(judged: readonly JudgedProperty[], inputs: IdentificationInputs): RuleArithmetic[] {
  const isCompared = (one: JudgedProperty) => one.identifiedWorth !== null || one.isSameNature !== null;
  const compared = judged.filter((one) => until(one.receivedOn, inputs.today) && isCompared(one) && !isReceivedInPeriod(one, inputs));
  return compared.map(({ id, identifiedWorth, valueAtReceipt, isSameNature }) => {
    const limit = identifiedWorth === null ? null : new Money(identifiedWorth).times(SAME_SHARE);
    const actual = valueAtReceipt === null ? null : new Money(valueAtReceipt);
    const isEnough = limit && actual ? actual.gte(limit) : null;
    const isUnsaid = isSameNature === true && isEnough === false;
    return {
      rule: 'SUBSTANTIALLY_SAME',
      source: SOURCE.same,
      inputs: [
        { what: 'fair market value at the receipt of all that was identified', exchangePropertyId: id, value: identifiedWorth },
        { what: 'fair market value of what was received', exchangePropertyId: id, value: valueAtReceipt },
      ],
      limit: text(limit),
      actual: text(actual),
      passes: decided(isSameNature === true && isEnough === true, isSameNature === false),
      undecided: isUnsaid ? BELOW_SHARE : null,
    };
  });
}

/** Incidental property is not separate; while its share is not known, there may be as many as there are of both kinds. */
function countArithmetic(judged: readonly JudgedProperty[], incidental: readonly RuleArithmetic[]): RuleArithmetic {
  const share = new Map(incidental.map(({ inputs, passes }) => [inputs[0]?.exchangePropertyId, passes]));
  const shareOf = ({ incidentalToId }: JudgedProperty) => (incidentalToId === null ? false : (share.get(incidentalToId) ?? null));
  const isLarger = ({ incidentalToId }: JudgedProperty) => incidentalToId === null || !share.has(incidentalToId);
  const atLeast = judged.filter((one) => isLarger(one) || shareOf(one) === false).length;
  const atMost = judged.filter((one) => isLarger(one) || shareOf(one) !== true).length;
  return {
    rule: 'THREE_PROPERTY',
    source: SOURCE.count,
    inputs: judged.map(({ id }) => ({ what: 'property', exchangePropertyId: id, value: null })),
    limit: '3',
    actual: atLeast === atMost ? String(atLeast) : null,
    passes: decided(atMost <= 3, atLeast > 3),
    undecided: null,
  };
}

/** What holds whatever is still unknown, or fails whatever it is. */
const decided = (holds: boolean, fails: boolean): boolean | null => {
  if (holds) return true;
  return fails ? false : null;
};

function doubleArithmetic(judged: readonly JudgedProperty[], { givenUp, isParked }: IdentificationInputs): RuleArithmetic {
  const base = givenUp.map(
    ({ id, value }): RuleInput => ({ what: 'fair market value given up, at its transfer', exchangePropertyId: id, value }),
  );
  const inputs = judged.map(atIdentification);
  const limit = base.length ? (sumOf(base)?.times(2) ?? null) : null;
  const actual = sumOf(inputs);
  const isOver = Boolean(limit && knownSumOf(inputs).gt(limit));
  return {
    rule: 'TWO_HUNDRED_PERCENT',
    source: SOURCE.double,
    inputs: [...base, ...inputs],
    limit: text(limit),
    actual: text(actual),
    passes: decided(Boolean(limit && actual?.lte(limit)), isOver),
    undecided: isParked ? NO_BASE : null,
  };
}

function mostArithmetic(
  judged: readonly JudgedProperty[],
  inputs: IdentificationInputs,
  { unlikeIds, unsureIds }: Pick<Identification, 'unlikeIds' | 'unsureIds'>,
): RuleArithmetic {
  const isReceived = ({ id, receivedOn }: JudgedProperty) =>
    until(receivedOn, inputs.exchangeEnds) && until(receivedOn, inputs.today) && !unlikeIds.includes(id);
  const isPart = (one: JudgedProperty) => isReceived(one) && one.identifiedWorth !== null && !isReceivedInPeriod(one, inputs);
  const whole = (one: JudgedProperty): RuleInput =>
    isPart(one)
      ? { what: 'fair market value at the receipt of all that was identified', exchangePropertyId: one.id, value: one.identifiedWorth }
      : line(one);
  const line = (one: JudgedProperty): RuleInput => ({
    what: isReceived(one) ? 'fair market value at the receipt' : 'fair market value at the end of the exchange period',
    exchangePropertyId: one.id,
    value: one.valueAtReceipt,
  });
  const all = judged.map(whole);
  const limit = sumOf(all)?.times(MOST) ?? null;
  const actual = sumOf(judged.filter(isReceived).map(line));
  const isOver = isPast(inputs.exchangeEnds, inputs.today);
  const hasAll = judged.every((one) => isReceived(one) && !isPart(one) && !unsureIds.includes(one.id));
  const sure = sumOf(judged.filter((one) => isReceived(one) && !unsureIds.includes(one.id)).map(line));
  const isEnough = isOver && limit !== null && actual !== null && sure !== null ? decided(sure.gte(limit), actual.lt(limit)) : null;
  return {
    rule: 'NINETY_FIVE_PERCENT',
    source: SOURCE.most,
    inputs: [...all, ...judged.filter(isPart).map(line)],
    limit: text(limit),
    actual: text(actual),
    passes: hasAll ? true : isEnough,
    undecided: isEnough === null && isOver && unsureIds.length > 0 ? BELOW_SHARE : null,
  };
}

const isPast = (end: string | null, today: string): boolean => end !== null && today > end;

function verdictOf(judged: readonly JudgedProperty[], rules: readonly RuleArithmetic[], inputs: IdentificationInputs): Verdict {
  if (judged.length === 0) return 'NONE';
  if (rules.some(({ passes }) => passes)) return 'OK';
  const [count, double, most] = rules.map(({ passes }) => passes);
  if (count === null || double === null) return 'UNDECIDED';
  if (most === false) return 'FAIL';
  return isPast(inputs.exchangeEnds, inputs.today) ? 'UNDECIDED' : 'PENDING_95';
}
