const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/** A number without an exponent, as PostgreSQL keeps one that came to it as ECMAScript writes it. */
function plain(value: number): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(String(value)) ?? [];
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const byLengthThenBytes = (a: string, b: string): number => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length - other.length || Buffer.compare(one, other);
};

/** How PostgreSQL prints a jsonb that was written with this value: members by the length of their names, numbers in full. */
export function jsonbText(value: unknown): string {
  if (typeof value === 'number') return plain(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`;
  const members = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(members).sort(byLengthThenBytes);
  return `{${names.map((name) => `${JSON.stringify(name)}: ${jsonbText(members[name])}`).join(', ')}}`;
}

/**
 * The value of a jsonb column from its text. Two texts may have one value to us (`1` and `1.0`, or digits beyond the
 * precision of a number), so the text must be the one that the value was written with.
 * @returns undefined for a text that we never write, such as `null`, which stands for no value
 */
export function storedJson(text: string | null): unknown {
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  return value === null || jsonbText(value) !== text ? undefined : value;
}
