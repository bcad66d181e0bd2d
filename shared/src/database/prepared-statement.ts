/** A statement under a name, as the driver takes it: parsed once on its connection, and from then on only bound. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/** PostgreSQL keeps a plan of each in the memory of the connection. */
const MOST_PER_CONNECTION = 100;

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
