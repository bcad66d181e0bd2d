import { MOST_USED } from './pin-list';

const FEWEST_DIGITS = 6;
const MOST_DIGITS = 12;
const SHORTEST_PHRASE = 8;
const LONGEST_PHRASE = 128;
/** What is far longer is not even brought into its normal form. */
const MOST_BYTES = 1_024;

/** One form for what keyboards write in several: figures of full width are figures. All of it counts. */
export const normalizedPin = (pin: string): string => pin.normalize('NFKC');

/** Whether nothing of ours can be this PIN, so that it is not worth a look. */
export const isTooLongForPin = (pin: string): boolean => Buffer.byteLength(pin) > MOST_BYTES;

/** What is wrong with a new PIN, all of it in one sentence, or undefined. */
export function faultOfPin(pin: string): string | undefined {
  if (isTooLongForPin(pin)) return `must have at most ${LONGEST_PHRASE} characters`;
  const text = normalizedPin(pin);
  const faults = [...(/^\d+$/.test(text) ? faultsOfDigits(text) : faultsOfPhrase(text)), ...faultsOfAny(text)];
  return faults.length ? faults.join(', ') : undefined;
}

const faultsOfDigits = (digits: string): string[] =>
  [
    (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS) &&
      `must have ${FEWEST_DIGITS} to ${MOST_DIGITS} digits, or be a phrase of at least ${SHORTEST_PHRASE} characters`,
    isRun(digits) && 'must be no run of digits',
    isDate(digits) && 'must be no year or date',
  ].filter((fault) => fault !== false);

const faultsOfPhrase = (text: string): string[] => {
  const { length } = [...text];
  return [
    length < SHORTEST_PHRASE && `must have at least ${SHORTEST_PHRASE} characters, or be ${FEWEST_DIGITS} to ${MOST_DIGITS} digits`,
    length > LONGEST_PHRASE && `must have at most ${LONGEST_PHRASE} characters`,
    /\p{Cc}|\p{Surrogate}/u.test(text) && 'must have no control character or half of a character in it',
  ].filter((fault) => fault !== false);
};

const faultsOfAny = (text: string): string[] =>
  [
    isRepeat(text) && 'must not repeat itself',
    (MOST_USED.has(text.toLowerCase()) || MOST_USED.has(bare(text))) && 'is among the most used',
  ].filter((fault) => fault !== false);

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Few characters, or one piece again and again: 000000, 121212, 123412, abcabcabc. */
function isRepeat(text: string): boolean {
  const characters = [...text];
  if (new Set(characters).size <= 2) return true;
  return Array.from({ length: Math.floor(characters.length / 2) }, (_, n) => n + 1).some((period) =>
    characters.every((one, at) => at < period || one === characters[at - period]),
  );
}

/** Always the same step (123456, 097531), or pieces of three and more that count on or back (123789, 321456), also with doubles (112233). */
function isRun(digits: string): boolean {
  const single = digits.replace(/(\d)\1+/g, '$1');
  return [digits, single].some((text) => {
    const steps = [...text].slice(1).map((digit, at) => (Number(digit) - Number(text[at]) + 10) % 10);
    return (steps.length > 0 && steps.every((step) => step === steps[0])) || isOfPieces(text);
  });
}

function isOfPieces(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    const step = Number(text[at + 1]) - Number(text[at]);
    if (Math.abs(step) !== 1) return false;
    let end = at + 1;
    while (end + 1 < text.length && Number(text[end + 1]) - Number(text[end]) === step) end += 1;
    if (end - at < 2) return false;
    at = end + 1;
  }
  return text.length > 0;
}

const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const MONTH = '(?:0[1-9]|1[0-2])';
const YEAR = '(?:19|20)\\d{2}';
const SHORT = '\\d{2}';
/** As people write days, and what begins or ends with a year and has two more digits. */
const DATES = new RegExp(
  `^(?:${[
    [DAY, MONTH, SHORT],
    [MONTH, DAY, SHORT],
    [SHORT, MONTH, DAY],
    [DAY, MONTH, YEAR],
    [MONTH, DAY, YEAR],
    [YEAR, MONTH, DAY],
    [YEAR, DAY, MONTH],
    [YEAR, SHORT],
    [SHORT, YEAR],
    [YEAR, YEAR],
    [YEAR],
  ]
    .map((parts) => parts.join(''))
    .join('|')})$`,
);

const isDate = (digits: string): boolean => DATES.test(digits);
