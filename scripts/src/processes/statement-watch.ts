import { Client } from 'pg';

/** A statement, and who sent it to the database: `plat crm` for requests, `plat crm system` for the service itself. */
export interface SentStatement {
  readonly by: string;
  readonly sql: string;
  readonly values: unknown[];
}

/** What a watched process is told, and what it says then. */
export interface WatchOrder {
  readonly watch: 'begin' | 'end';
}
export interface WatchWord {
  readonly sent: SentStatement[];
}

type Query = (this: Client, ...args: unknown[]) => unknown;

let sent: SentStatement[] = [];
const query = Client.prototype.query as Query;

const watched: Query = function (...args) {
  const [sql, values = []] = args as [unknown, unknown[]?];
  const by = (this as unknown as { connectionParameters: { application_name: string } }).connectionParameters.application_name;
  if (typeof sql === 'string') sent.push({ by, sql, values: Array.isArray(values) ? values : [] });
  return query.apply(this, args);
};

/** Loaded before an actor's own code: keeps what it sends to its database between two orders, and costs nothing otherwise. */
process.on('message', (order: Partial<WatchOrder>) => {
  if (!order.watch) return;
  sent = order.watch === 'begin' ? [] : sent;
  Client.prototype.query = (order.watch === 'begin' ? watched : query) as never;
  process.send?.({ sent } satisfies WatchWord);
});
