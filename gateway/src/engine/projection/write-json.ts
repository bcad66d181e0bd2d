/** Up to this length a look at each character is faster than the engine's own JSON. */
const SHORT = 48;

/** A string as JSON. */
export function quote(text: string): string {
  const { length } = text;
  if (length > SHORT) return JSON.stringify(text);
  for (let n = 0; n < length; n++) {
    const code = text.charCodeAt(n);
    // Control characters, the quote, the backslash, and halves of surrogate pairs, which may stand alone.
    if (code < 32 || code === 34 || code === 92 || (code >= 0xd800 && code <= 0xdfff)) return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** Text of a string, or of a number for ids that a subgraph sent as one; undefined for anything else. */
export const idText = (value: unknown): string | undefined =>
  typeof value === 'string' ? quote(value) : Number.isInteger(value) ? String(value) : undefined;

export const stringText = (value: unknown): string | undefined => (typeof value === 'string' ? quote(value) : undefined);

export const intText = (value: unknown): string | undefined =>
  Number.isInteger(value) && (value as number) >= -2_147_483_648 && (value as number) <= 2_147_483_647 ? String(value) : undefined;

export const floatText = (value: unknown): string | undefined => (Number.isFinite(value) ? String(value) : undefined);

export const booleanText = (value: unknown): string | undefined => (value === true ? 'true' : value === false ? 'false' : undefined);

/** Whatever a custom scalar is. */
export const anyText = (value: unknown): string | undefined => JSON.stringify(value);

/** Text of an enum value, of those that clients may know. */
export const enumText =
  (values: ReadonlySet<string>) =>
  (value: unknown): string | undefined =>
    typeof value === 'string' && values.has(value) ? `"${value}"` : undefined;
