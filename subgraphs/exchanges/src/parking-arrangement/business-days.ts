import { addDays } from '../exchange/exchange.civil-date';

/** 0 is Sunday. Civil dates have no zone, so that of UTC serves as well as any. */
const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

const dayIn = (year: number, month: number, day: number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/** The nth of a weekday in a month. */
const nth = (year: number, month: number, day: number, n: number): string => {
  const first = weekday(dayIn(year, month, 1));
  return dayIn(year, month, 1 + ((day - first + 7) % 7) + (n - 1) * 7);
};

const lastMonday = (year: number, month: number): string => {
  const [fourth, fifth] = [nth(year, month, 1, 4), nth(year, month, 1, 5)];
  return fifth <= dayIn(year, month, 31) ? fifth : fourth;
};

/** A holiday on a Saturday is observed on the Friday before, one on a Sunday on the Monday after: 5 U.S.C. 6103(b). */
const observed = (date: string): string => {
  if (weekday(date) === 0) return addDays(date, 1);
  return weekday(date) === 6 ? dayBefore(date) : date;
};

const dayBefore = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/**
 * The holidays of the United States that fall into a year or are observed in it, in order: 5 U.S.C. 6103(a). They count
 * for business days alone, and move no deadline of an exchange.
 */
export function federalHolidays(year: number): string[] {
  const fixed = (month: number, day: number, since: number) =>
    [year, year + 1].filter((one) => one >= since).map((one) => observed(dayIn(one, month, day)));
  return [
    ...fixed(1, 1, 1870),
    ...(year >= 1986 ? [nth(year, 1, 1, 3)] : []),
    nth(year, 2, 1, 3),
    lastMonday(year, 5),
    ...fixed(6, 19, 2021),
    ...fixed(7, 4, 1870),
    nth(year, 9, 1, 1),
    nth(year, 10, 1, 2),
    ...fixed(11, 11, 1978),
    nth(year, 11, 4, 4),
    ...fixed(12, 25, 1870),
  ]
    .filter((date) => date.startsWith(String(year)))
    .sort();
}

export const isBusinessDay = (date: string): boolean =>
  ![0, 6].includes(weekday(date)) && !federalHolidays(Number(date.slice(0, 4))).includes(date);

/** The day some business days after another one, which may be none itself. @param days 0 or more */
export function addBusinessDays(date: string, days: number): string {
  let day = date;
  for (let left = days; left > 0; ) {
    day = addDays(day, 1);
    if (isBusinessDay(day)) left -= 1;
  }
  return day;
}
