/** Civil dates are days without an hour or a zone, `2026-03-01`: no change of clocks moves them. */

/** The civil date some days later. @param date of the years 1 to 9999 @param days 0 or more */
export function addDays(date: string, days: number): string {
  let [year, month, day] = partsOf(date);
  day += days;
  for (let length = daysIn(year, month); day > length; length = daysIn(year, month)) {
    day -= length;
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
  return civilDate(year, month, day);
}

/** A day of the month that is some months later, or before. @param day 1 to 28, so that every month has it */
export function dayOfLaterMonth(date: string, months: number, day: number): string {
  const [year, month] = partsOf(date);
  const index = year * 12 + month - 1 + months;
  return civilDate(Math.floor(index / 12), (index % 12) + 1, day);
}

/** The same day some years later or earlier; the 29th of February becomes the 1st of March where the year has none. */
export function addYears(date: string, years: number): string {
  const [year, month, day] = partsOf(date);
  const isMissing = month === 2 && day === 29 && !isLeap(year + years);
  return isMissing ? civilDate(year + years, 3, 1) : civilDate(year + years, month, day);
}

/** How many days after the first the second date is; negative when it is before. */
export const daysBetween = (from: string, to: string): number => ordinalOf(to) - ordinalOf(from);

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** @returns `Saturday` */
export const weekdayOf = (date: string): (typeof WEEKDAYS)[number] => WEEKDAYS[(ordinalOf(date) + 3) % 7] as (typeof WEEKDAYS)[number];

export const isWeekend = (date: string): boolean => weekdayOf(date).startsWith('S');

export const isLastOfMonth = (date: string): boolean => {
  const [year, month, day] = partsOf(date);
  return day === daysIn(year, month);
};

/** A time zone, with the day that it was there when it was last asked for. */
interface Zone {
  readonly format: Intl.DateTimeFormat;
  second: number;
  day: string;
}

const zones = new Map<string, Zone>();

/**
 * The day that it is in a time zone at an instant. Who asks for many deadlines asks this for each, within a second: in
 * none does a day begin other than at its start.
 * @param timeZone of the IANA, `America/Los_Angeles`
 */
export function civilDayOf(instant: Date, timeZone: string): string {
  const zone = zones.get(timeZone) ?? { format: formatOf(timeZone), second: Number.NaN, day: '' };
  zones.set(timeZone, zone);
  const second = Math.floor(instant.getTime() / 1000);
  if (zone.second !== second) {
    const parts = zone.format.formatToParts(instant);
    const part = (type: 'year' | 'month' | 'day') => Number(parts.find((one) => one.type === type)?.value);
    zone.day = civilDate(part('year'), part('month'), part('day'));
    zone.second = second;
  }
  return zone.day;
}

const formatOf = (timeZone: string) =>
  new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', year: 'numeric', month: '2-digit', day: '2-digit' });

/** Days since the first of March of the year 0, by which leap days come last in their year. */
function ordinalOf(date: string): number {
  const [year, month, day] = partsOf(date);
  const years = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * years + Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400) + dayOfYear;
}

const partsOf = (date: string) => date.split('-').map(Number) as [year: number, month: number, day: number];

const civilDate = (year: number, month: number, day: number): string =>
  [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
