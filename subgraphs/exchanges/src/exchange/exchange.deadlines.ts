import type { Exchange } from './exchange.entity';

export const IDENTIFICATION_DAYS = 45;
export const EXCHANGE_DAYS = 180;

/** What deadlines depend on; dates are civil, `2026-03-01`, and an exchange that is being opened may lack them. */
export type DeadlineInputs = Readonly<
  Pick<Exchange, 'exchangeType'> & Partial<Pick<Exchange, 'transferDate' | 'returnDueDate' | 'parkingDate'>>
>;

/** The last days of both periods; null while they have not begun, and where there are none. */
export type Deadlines = Readonly<Pick<Exchange, 'identificationDeadline' | 'exchangeDeadline'>>;

/**
 * The deadlines of an exchange by 26 CFR 1.1031(k)-1 and, for parked property, Rev. Proc. 2000-37. Day 0 is the transfer
 * or the parking; calendar days count, and a weekend or holiday moves nothing. The return shortens a forward exchange only.
 */
export function deadlinesOf({ exchangeType, transferDate, returnDueDate, parkingDate }: DeadlineInputs): Deadlines {
  const isParked = exchangeType === 'REVERSE' || (exchangeType === 'IMPROVEMENT' && Boolean(parkingDate));
  const begin = isParked ? parkingDate : transferDate;
  if (exchangeType === 'SIMULTANEOUS' || !begin) return { identificationDeadline: null, exchangeDeadline: null };
  const end = addDays(begin, EXCHANGE_DAYS);
  return {
    identificationDeadline: addDays(begin, IDENTIFICATION_DAYS),
    exchangeDeadline: !isParked && returnDueDate && returnDueDate < end ? returnDueDate : end,
  };
}

/** The civil date some days later. @param date of the years 1 to 9999 @param days 0 or more */
export function addDays(date: string, days: number): string {
  let [year, month, day] = date.split('-').map(Number) as [number, number, number];
  day += days;
  for (let length = daysIn(year, month); day > length; length = daysIn(year, month)) {
    day -= length;
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
