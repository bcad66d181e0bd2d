import { Client } from 'pg';
import type { Statement } from './explain';
import { StatementBatch } from './statement-batch';

/** A statement, and who sent it to the database: `plat crm` for requests, `plat crm system` for the service itself. */
export interface SentStatement extends Statement {
  readonly by: string;
}

type Query = (this: Client, ...args: unknown[]) => unknown;

/** Keeps what this process sends to databases from now on, and costs nothing before and after. @returns ends that, and tells what was sent */
export function watchStatements(): () => SentStatement[] {
  const sent: SentStatement[] = [];
  const query = Client.prototype.query as Query;
  const watched: Query = function (...args) {
    const [first, values] = args;
    const by = (this as unknown as { connectionParameters: { application_name: string } }).connectionParameters.application_name;
    const batch = first instanceof StatementBatch ? first.statements : [];
    for (const { text, values } of batch) sent.push({ by, sql: text, values: [...values] });
    if (typeof first === 'string') sent.push({ by, sql: first, values: Array.isArray(values) ? values : [] });
    return query.apply(this, args);
  };
  Client.prototype.query = watched as never;
  return () => {
    Client.prototype.query = query as never;
    return sent;
  };
}
