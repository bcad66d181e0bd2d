import { isUuid } from '@plat/shared/graphql/scalars';
import { civilDayOf } from '../exchange/exchange.civil-date';
import { periodsOf } from '../exchange/exchange.deadlines';
import type { Exchange } from '../exchange/exchange.entity';
import { Faults } from '../faults';
import { type ExchangeProperty, ExchangePropertyRole } from './exchange-property.entity';
import type { AddExchangePropertyInput } from './exchange-property.input';

type Details = Partial<AddExchangePropertyInput>;

/** Where the edit takes place. */
export interface Surroundings {
  readonly exchange: Exchange;
  readonly now: Date;
  /** What it is to be incidental to, if there is such a row. */
  readonly larger: ExchangeProperty | null;
  /** Whether something is incidental to it. */
  readonly isLarger: boolean;
  /** Whether all that would be incidental with it is more than the law lets be; null where values are missing. */
  readonly isBeyondShare: boolean | null;
}

/** What a percentage that breaks it is told. */
export const NO_INTEREST = 'must be more than 0 and at most 100, with at most 6 decimals';

export const isInterest = (percent: string): boolean =>
  /^\d{1,3}(\.\d{1,6})?$/.test(percent) && Number(percent) > 0 && Number(percent) <= 100;

/** All faults at once. @param before the property as it was, if it is not new @param edited as it will be @throws PlatError BAD_USER_INPUT */
export function checkExchangeProperty(
  input: Details,
  { before, edited }: { before?: ExchangeProperty; edited: ExchangeProperty },
  surroundings: Surroundings,
): void {
  const faults = new Faults();
  const { propertyId, description, percentInterest } = input;
  faults.refuseNull(input, 'role', 'description', 'percentInterest');
  faults.refuseFarDates(input, 'transferredOn', 'receivedOn');
  if (typeof propertyId === 'string') faults.unless(isUuid(propertyId), 'propertyId', 'must be an id');
  if (typeof description === 'string') faults.unless(description.trim() !== '', 'description', 'must say which property is meant');
  if (typeof percentInterest === 'string') faults.unless(isInterest(percentInterest), 'percentInterest', NO_INTEREST);
  if (input.incidentalToId) checkIncidental(faults, edited, surroundings);
  const isGivenUp = edited.role === ExchangePropertyRole.RELINQUISHED;
  faults.unless(isGivenUp || !edited.transferredOn, 'transferredOn', 'belongs to property given up');
  faults.unless(!isGivenUp || !edited.receivedOn, 'receivedOn', 'belongs to property not given up');
  if (typeof input.isSameNature === 'boolean')
    faults.unless(edited.receivedOn !== null && edited.receivedOn !== undefined, 'isSameNature', 'belongs to property that was received');
  if (edited.revokedAt)
    faults.unless(!!edited.identifiedAt && edited.revokedAt >= edited.identifiedAt, 'revokedAt', 'must not be before it was identified');
  refuseFuture(faults, input, surroundings);
  checkFrozen(faults, input, before, surroundings);
  faults.throwIfAny();
}

function checkIncidental(faults: Faults, edited: ExchangeProperty, { larger, isLarger, isBeyondShare }: Surroundings): void {
  const isFit = larger !== null && larger.exchangeId === edited.exchangeId && larger.id !== edited.id && larger.incidentalToId === null;
  faults.unless(isFit && !isLarger, 'incidentalToId', 'must be another property of the same exchange that is not incidental itself');
  faults.unless(
    isBeyondShare !== true,
    'incidentalToId',
    'must be worth so much that all that is incidental to it is at most 15 per cent of it: 26 CFR 1.1031(k)-1(c)(5)',
  );
}

/** What counts has happened: a closing or a notice that is planned is put on record when it takes place. */
function refuseFuture(faults: Faults, { receivedOn, identifiedAt, revokedAt }: Details, { exchange, now }: Surroundings): void {
  const today = civilDayOf(now, exchange.timeZone);
  faults.unless(!receivedOn || receivedOn <= today, 'receivedOn', 'must not be in the future');
  for (const [name, at] of Object.entries({ identifiedAt, revokedAt })) faults.unless(!at || at <= now, name, 'must not be in the future');
}

/** After the identification period only a notice that was sent within it says what is identified. */
function checkFrozen(faults: Faults, input: Details, before: ExchangeProperty | undefined, { exchange, now }: Surroundings): void {
  const { timeZone } = exchange;
  const { identificationEnds: ends } = periodsOf(exchange);
  if (ends === null || civilDayOf(now, timeZone) <= ends) return;
  for (const name of ['identifiedAt', 'revokedAt'] as const) {
    const value = input[name];
    const isKept = value === undefined || (value?.getTime() ?? null) === (before?.[name]?.getTime() ?? null);
    faults.unless(isKept, name, `is frozen since the identification period ended on ${ends}; serve the notice that was sent within it`);
  }
}
