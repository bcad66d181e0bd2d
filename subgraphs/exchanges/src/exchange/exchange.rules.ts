import { isUuid } from '@plat/shared/graphql/scalars';
import { checkMoney } from '../checks';
import { Faults } from '../faults';
import { type Exchange, ExchangeStatus } from './exchange.entity';
import type { CreateExchangeInput, UpdateExchangeInput } from './exchange.input';
import { isEnded } from './exchange.stages';

/** The form of the numbers that we give, which nobody else may take: 2026-00042. */
const GIVEN_NUMBER = /^\d{4}-\d{5,}$/;

export const exchangeNumber = (year: number, serial: string): string => `${year}-${serial.padStart(5, '0')}`;

/** @throws PlatError BAD_USER_INPUT with every argument that breaks a rule */
export function checkNewExchange(input: CreateExchangeInput): void {
  const { exchangeNumber: number, clientContactId, coordinatorContactId } = input;
  const faults = new Faults();
  if (typeof number === 'string') {
    faults.unless(number.trim() !== '' && number.length <= 50, 'exchangeNumber', 'must have 1 to 50 characters');
    faults.unless(
      !GIVEN_NUMBER.test(number),
      'exchangeNumber',
      'must not have the form of those that we give, 2026-00042; leave it out for the next one',
    );
  }
  faults.unless(isUuid(clientContactId), 'clientContactId', 'must be an id');
  faults.unless(!!coordinatorContactId, 'coordinatorContactId', 'is needed: say who coordinates it');
  faults.unless(!coordinatorContactId || isUuid(coordinatorContactId), 'coordinatorContactId', 'must be an id');
  faults.unless(coordinatorContactId !== clientContactId, 'coordinatorContactId', 'must be somebody else than the client');
  checkDetails(faults, input, input);
  faults.throwIfAny();
}

/**
 * @param edited the exchange as it will be
 * @param firstTransfer the day of the first transfer that its properties record, if any does
 * @throws PlatError BAD_USER_INPUT with every argument that breaks a rule
 */
export function checkExchange(changes: Partial<UpdateExchangeInput>, edited: Exchange, firstTransfer: string | undefined): void {
  const faults = new Faults();
  faults.refuseNull(changes, 'name', 'exchangeType', 'status');
  if (changes.transferDate !== undefined && firstTransfer)
    faults.unless(changes.transferDate === firstTransfer, 'transferDate', `follows from the transfer of its property on ${firstTransfer}`);
  if (changes.status) {
    const isOpen = changes.status === ExchangeStatus.ACTIVE || changes.status === ExchangeStatus.ON_HOLD;
    faults.unless(isOpen, 'status', 'follows from the stage: complete or terminate the exchange');
    faults.unless(!isEnded(edited.workflowStage), 'status', 'is that of its end: bring it back by overrideExchangeStage');
  }
  checkDetails(faults, changes, edited);
  faults.throwIfAny();
}

type Details = Partial<Omit<CreateExchangeInput, 'clientContactId'>>;

function checkDetails(
  faults: Faults,
  input: Details,
  { transferDate, returnDueDate }: Pick<Details, 'transferDate' | 'returnDueDate'>,
): void {
  const { name, relinquishedValue, timeZone } = input;
  faults.refuseNull(input, 'timeZone', 'notificationsEnabled', 'returnExtended');
  faults.refuseFarDates(input, 'transferDate', 'returnDueDate', 'parkingDate', 'taxYearEnd');
  if (typeof name === 'string') faults.unless(name.trim() !== '' && name.length <= 255, 'name', 'must have 1 to 255 characters');
  checkMoney(faults, 'relinquishedValue', relinquishedValue, '0');
  if (typeof timeZone === 'string')
    faults.unless(isTimeZone(timeZone), 'timeZone', 'must be an IANA time zone such as America/Los_Angeles');
  if (transferDate && returnDueDate) faults.unless(returnDueDate >= transferDate, 'returnDueDate', 'must not be before the transfer date');
}

/** Newer versions of Node take offsets such as +01:00 too, which know no daylight saving time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name) || name.length > 50) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
