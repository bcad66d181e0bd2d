/** Deeper than anybody looks, and than a payload needs: to write and to hash what is nested in thousands overflows the stack. */
const DEEPEST = 100;

const TOO_DEEP = '[nested too deep]';

const NO_CHARACTER = /\p{Surrogate}|\0/gu;

/** A text as a database can have it: what is no character there is the replacement character. */
export const storableText = (text: string): string => text.replaceAll(NO_CHARACTER, '\u{fffd}');

const asText = (value: unknown): string => {
  try {
    return storableText(JSON.stringify(value));
  } catch {
    return TOO_DEEP;
  }
};

/**
 * A value of JSON as a jsonb column can have it, so that nothing of what an event tells keeps it out of the log. What JSON
 * does not have is null, or left out of an object; what is nested too deep is its JSON as a text.
 */
export function storable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  if (value === null || typeof value !== 'object') return null;
  if (depth === DEEPEST) return asText(value);
  if (Array.isArray(value)) return value.map((item) => storable(item, depth + 1));
  const told = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(told.map(([name, member]) => [storableText(name), storable(member, depth + 1)]));
}
