import { LRUCache } from 'lru-cache';
import type { RowReader } from './row-reader';

/** A statement under a name of its connection: parsed once, and from then on only bound. */
export interface KeptStatement {
  readonly name: string;
  /** How its rows are read; undefined as long as PostgreSQL has not said so, and it may not know the name. */
  reader: RowReader | undefined;
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
  const times = asked.get(text) ?? 0;
  if (times === OFTEN) return true;
  asked.set(text, times + 1);
  return false;
}

const keptOn = new WeakMap<object, LRUCache<string, KeptStatement>>();

/**
 * For statements that one connection runs again and again: with row level security in it, to plan one takes longer than
 * to run it. Whose rows it finds is decided when it runs, by the transaction's settings. Where a connection keeps as many as
 * it may, the one that was asked for longest ago gives its name away.
 */
export function keptStatement(connection: object, text: string): KeptStatement {
  const statements = keptOn.get(connection) ?? new LRUCache<string, KeptStatement>({ max: MOST_PER_CONNECTION });
  keptOn.set(connection, statements);
  const known = statements.get(text);
  if (known) return known;
  const oldest = statements.size === MOST_PER_CONNECTION ? statements.pop() : undefined;
  const statement = { name: oldest?.name ?? `plat_${statements.size}`, reader: undefined };
  statements.set(text, statement);
  return statement;
}
