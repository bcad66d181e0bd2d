import { EVENT_TYPES } from '@plat/shared/events/event-types';

const NOUNS: readonly string[] = [...new Set(EVENT_TYPES.map((type) => `${type.split('.')[0]}.*`))];
/** What a webhook may ask for. */
const ASKABLE: ReadonlySet<string> = new Set(['*', ...NOUNS, ...EVENT_TYPES]);

/** @returns why nothing would ever come of this type or pattern, or nothing */
export function typeFault(type: string): string | undefined {
  if (ASKABLE.has(type)) return undefined;
  return `is no type of event; the nearest is ${nearest(type)}, and Query.webhookEventTypes lists all`;
}

/** The known one with the fewest letters to change; of several, the first. */
const nearest = (type: string): string => {
  const [found] = [...NOUNS, ...EVENT_TYPES]
    .map((known) => ({ known, changes: changesBetween(type, known) }))
    .sort((a, b) => a.changes - b.changes);
  return found?.known ?? '*';
};

/** How many letters to put in, take out or replace. */
function changesBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1)
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === b[j] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
