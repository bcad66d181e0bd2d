import type { PreparedStatement } from '@plat/shared/database/prepared-statement';
import { Client } from 'pg';

/** A statement, and who sent it to the database: `plat crm` for requests, `plat crm system` for the service itself. */
export interface SentStatement {
  readonly by: string;
  readonly sql: string;
  readonly values: unknown[];
}

type Query = (this: Client, ...args: unknown[]) => unknown;

/** Keeps what this process sends to databases from now on, and costs nothing before and after. @returns ends that, and tells what was sent */
export function watchStatements(): () => SentStatement[] {
  const sent: SentStatement[] = [];
  const query = Client.prototype.query as Query;
  const watched: Query = function (...args) {
    const [statement, values] = args;
    const sql = typeof statement === 'string' ? statement : (statement as PreparedStatement | null)?.text;
    const by = (this as unknown as { connectionParameters: { application_name: string } }).connectionParameters.application_name;
    if (typeof sql === 'string') sent.push({ by, sql, values: Array.isArray(values) ? values : [] });
    return query.apply(this, args);
  };
  Client.prototype.query = watched as never;
  return () => {
    Client.prototype.query = query as never;
    return sent;
  };
}
