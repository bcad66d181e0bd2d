import { Client } from 'pg';
import type { Statement } from '../database/explain';
import type { PreparedStatement } from '../database/prepared-statement';

export { explain } from '../database/explain';

/** The statements with their values that work sends to PostgreSQL, but for the frame of the transaction. */
export async function statementsWithValues(work: () => Promise<unknown>): Promise<Statement[]> {
  const sent: Statement[] = [];
  const original = Client.prototype.query as (...args: unknown[]) => unknown;
  Client.prototype.query = function (this: Client, ...args: unknown[]) {
    const [statement, values = []] = args as [string | PreparedStatement, unknown[]?];
    const sql = typeof statement === 'string' ? statement : statement.text;
    if (!/^(BEGIN|COMMIT|ROLLBACK|SELECT set_config)/.test(sql)) sent.push({ sql, values });
    return original.apply(this, args);
  } as never;
  try {
    await work();
  } finally {
    Client.prototype.query = original as never;
  }
  return sent;
}
