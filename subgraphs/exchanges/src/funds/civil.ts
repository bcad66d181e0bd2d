/** The civil date at an instant in a time zone. @param timeZone IANA: America/Los_Angeles */
export function civilDateIn(timeZone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return [part('year').padStart(4, '0'), part('month'), part('day')].join('-');
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** The same day some years later or earlier; the 29th of February becomes the 1st of March where the year has none. */
export function addYears(date: string, years: number): string {
  const year = Number(date.slice(0, 4)) + years;
  const day = date.slice(4) === '-02-29' && !isLeap(year) ? '-03-01' : date.slice(4);
  return `${String(year).padStart(4, '0')}${day}`;
}

/** What every verdict about taxes says beside itself. */
export const NO_TAX_ADVICE = 'This is arithmetic on what was entered, not tax advice; ask the preparer of the return.';
