type Read = (text: string) => Date | number | null;

const code = (one: string): number => one.charCodeAt(0);
const [ZERO, NINE, MINUS, SPACE, COLON, POINT] = [code('0'), code('9'), code('-'), code(' '), code(':'), code('.')];
/** Of `2026-01-31 23:59:59`. */
const SECONDS_END = 19;

/**
 * Reads `2026-01-31 23:59:59.123456+00`, which PostgreSQL writes of a timestamptz to a session in UTC, as the driver does: to the
 * millisecond, and without its regular expressions.
 * @param otherwise reads what is written in another way: another zone, a year that has not four digits, infinity
 */
export const timestampReader =
  (otherwise: Read): Read =>
  (text) => {
    const zone = text.length - 3;
    const hasFraction = text.charCodeAt(SECONDS_END) === POINT;
    if (!text.endsWith('+00') || !isPunctuated(text) || (!hasFraction && zone !== SECONDS_END)) return otherwise(text);
    const fraction = hasFraction ? digits(text, SECONDS_END + 1, zone) / 10 ** (zone - SECONDS_END - 1) : 0;
    const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
    const time = Date.UTC(year, month - 1, day, digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, SECONDS_END));
    // Date.UTC takes years of two digits for those of the last century.
    return year < 100 || Number.isNaN(time + fraction) ? otherwise(text) : new Date(time + Math.floor(fraction * 1_000));
  };

const isPunctuated = (text: string): boolean =>
  text.charCodeAt(4) === MINUS &&
  text.charCodeAt(7) === MINUS &&
  text.charCodeAt(10) === SPACE &&
  text.charCodeAt(13) === COLON &&
  text.charCodeAt(16) === COLON;

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at);
    if (digit < ZERO || digit > NINE) return Number.NaN;
    value = value * 10 + digit - ZERO;
  }
  return value;
}
