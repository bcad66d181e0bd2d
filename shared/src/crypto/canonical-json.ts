const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * A value of JSON in the one form that RFC 8785 has for it: no spaces, members in the order of their names' UTF-16 code
 * units, numbers and texts as ECMAScript writes them. Equal values have equal bytes, so that they can be hashed.
 * Source: https://www.rfc-editor.org/rfc/rfc8785
 * @throws TypeError for what JSON does not have: NaN, Infinity, undefined, bigint, half of a character
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value === 'string' && !LONE_SURROGATE.test(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join()}]`;
  if (typeof value === 'object' && isPlain(value)) {
    const members = value as Readonly<Record<string, unknown>>;
    const names = Object.keys(members).sort(); // by code units, as the RFC has it
    return `{${names.map((name) => `${canonicalJson(name)}:${canonicalJson(members[name])}`).join()}}`;
  }
  throw new TypeError(`JSON has no ${typeof value} such as this.`);
}

const isPlain = (value: object): boolean => [Object.prototype, null].includes(Object.getPrototypeOf(value));
