import { LRUCache } from 'lru-cache';

/** A statement under a name, as the driver takes it: parsed once on its connection, and from then on only bound. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/** PostgreSQL keeps a plan of each in the memory of the connection. */
const MOST_PER_CONNECTION = 100;
/** After so many questions in a process, a statement is one that its connections keep. */
const OFTEN = 10;
const MOST_COUNTED = 500;
/** A text of many values is one of many, each for another number of them. */
const LONGEST = 20_000;

const asked = new LRUCache<string, number>({ max: MOST_COUNTED });

/** Whether this process sends a text again and again. To be called once for each time that it does. */
export function isAskedOften(text: string): boolean {
  if (text.length > LONGEST) return false;
  const times = (asked.get(text) ?? 0) + 1;
  asked.set(text, times);
  return times > OFTEN;
}

const preparedOn = new WeakMap<object, Map<string, PreparedStatement>>();

/**
 * For statements that one connection runs again and again: with row level security in it, to plan one takes longer than
 * to run it. Whose rows it finds is decided when it runs, by the transaction's settings.
 * @returns the text itself when the connection has prepared as many as it may
 */
export function preparedStatement(connection: object, text: string): PreparedStatement | string {
  const statements = preparedOn.get(connection) ?? new Map<string, PreparedStatement>();
  preparedOn.set(connection, statements);
  const known = statements.get(text);
  if (known) return known;
  if (statements.size >= MOST_PER_CONNECTION) return text;
  const statement = { name: `plat_${statements.size}`, text };
  statements.set(text, statement);
  return statement;
}
