/** How a language of a place writes numbers, money and days. Frozen here, so that a document is the same wherever it is rendered. */
interface Locale {
  readonly decimal: string;
  readonly group: string;
  /** `#` the number and `¤` the currency. */
  readonly money: string;
  readonly months: readonly string[];
  readonly long: string;
  readonly short: string;
  readonly bool: readonly [string, string];
}

const ENGLISH = 'January February March April May June July August September October November December'.split(' ');
const SPANISH = 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ');
const GERMAN = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' ');
const FRENCH = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');

/** In patterns of days: `d` and `m` without leading zeros, `dd` and `mm` with them, `M` the month by name, `y` the year. */
const PLACES = {
  'en-US': {
    decimal: '.',
    group: ',',
    money: '¤#',
    months: ENGLISH,
    long: 'M d, y',
    short: 'm/d/y',
    bool: ['Yes', 'No'],
  },
  'en-GB': {
    decimal: '.',
    group: ',',
    money: '¤#',
    months: ENGLISH,
    long: 'd M y',
    short: 'dd/mm/y',
    bool: ['Yes', 'No'],
  },
  'es-US': {
    decimal: '.',
    group: ',',
    money: '¤#',
    months: SPANISH,
    long: 'd de M de y',
    short: 'd/m/y',
    bool: ['Sí', 'No'],
  },
  'de-DE': {
    decimal: ',',
    group: '.',
    money: '#\u00a0¤',
    months: GERMAN,
    long: 'd. M y',
    short: 'd.m.y',
    bool: ['Ja', 'Nein'],
  },
  'fr-FR': {
    decimal: ',',
    group: '\u202f',
    money: '#\u00a0¤',
    months: FRENCH,
    long: 'd M y',
    short: 'dd/mm/y',
    bool: ['Oui', 'Non'],
  },
} as const satisfies Readonly<Record<string, Locale>>;

export type LocaleName = keyof typeof PLACES;
export const LOCALES = Object.keys(PLACES) as LocaleName[];
export const CURRENCIES: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£' };
export const DATE_FORMATS = ['long', 'short', 'iso'] as const;

const grouped = (digits: string, { group }: Locale): string => digits.replace(/\B(?=(\d{3})+$)/g, group);

/** @param digits a whole number of any length, with `-` if it is negative */
export function formatInt(digits: string, format: string | undefined, name: LocaleName): string {
  const [, sign = '', number = ''] = /^(-?)0*(\d+)$/.exec(digits) ?? [];
  return format === 'plain' ? sign + number : sign + grouped(number, PLACES[name]);
}

/** @param amount an exact decimal of at most two places, which is never a float on its way */
export function formatMoney(amount: string, format: string | undefined, name: LocaleName): string {
  const place: Locale = PLACES[name];
  const [, sign = '', whole = '', cents = ''] = /^(-?)0*(\d+)(?:\.(\d*))?$/.exec(amount) ?? [];
  const number = `${grouped(whole, place)}${place.decimal}${cents.padEnd(2, '0').slice(0, 2)}`;
  if (format === 'plain') return sign + number;
  return sign + place.money.replace('#', number).replace('¤', () => CURRENCIES[format ?? 'USD'] ?? '');
}

/** @param day a civil day, YYYY-MM-DD */
export function formatDate(day: string, format: string | undefined, name: LocaleName): string {
  if (format === 'iso') return day;
  const place: Locale = PLACES[name];
  const [year = '', month = '', date = ''] = day.split('-');
  const parts: Readonly<Record<string, string>> = {
    y: year,
    M: place.months[Number(month) - 1] ?? '',
    mm: month,
    m: String(Number(month)),
    dd: date,
    d: String(Number(date)),
  };
  return (format === 'short' ? place.short : place.long).replace(/\b(y|M|mm?|dd?)\b/g, (part) => parts[part] ?? part);
}

export function formatBool(value: boolean, format: string | undefined, name: LocaleName): string {
  const [yes, no] = format?.split('|') ?? PLACES[name].bool;
  return (value ? yes : no) ?? '';
}
