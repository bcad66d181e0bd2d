import type { Bind } from '@plat/shared/graphql/filter-conditions';
import { loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { seenMessages } from '../exchange-message/exchange-message.loader';

/** How far the viewer has come in an exchange, and how much is left. */
export interface ReadState {
  readonly exchangeId: string;
  readonly readSeq: number;
  readonly unread: number;
}

/** The viewer's state in an exchange, by its id; in all exchanges of a page by one statement. Nobody's is null. */
export const readStateLoader = (scope: RequestScope) =>
  loaderByKey<ReadState>('exchangeId', async (ids) => {
    if (!scope.viewer.contactId) return [];
    // One is planned as one, so that a plan that is kept fits.
    const rows = await readStates(scope, (bind) =>
      ids.length === 1 ? `SELECT CAST(${bind(ids[0])} AS uuid) AS id` : `SELECT unnest(CAST(${bind(ids)} AS uuid[])) AS id`,
    );
    return rows.map(({ id, read, unread }) => ({ exchangeId: id, readSeq: Number(read), unread: Number(unread) }));
  });
export type ReadStateLoader = ReturnType<typeof readStateLoader>;

/** What the viewer has not read in all exchanges in which it takes part; null for nobody of the registry. */
export async function unreadTotal(scope: RequestScope): Promise<number | null> {
  const { contactId } = scope.viewer;
  if (!contactId) return null;
  const rows = await readStates(
    scope,
    (bind) => `SELECT DISTINCT p.exchange_id AS id FROM exchange_participants p
      WHERE p.contact_id = CAST(${bind(contactId)} AS uuid) AND p.is_active AND 'VIEW' = ANY (p.permissions)`,
  );
  return rows.reduce((sum, { unread }) => sum + Number(unread), 0);
}

interface StateRow {
  readonly id: string;
  readonly read: string;
  readonly unread: string;
}

/** What is left is counted from the marker on, so that it costs what is left. @param exchanges SQL of their ids */
function readStates(scope: RequestScope, exchanges: (bind: Bind) => string): Promise<StateRow[]> {
  const seen = seenMessages(scope);
  const values = [...seen.values];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const contact = `CAST(${bind(scope.viewer.contactId)} AS uuid)`;
  // The marker is not coalesced, which PostgreSQL takes for leaky: row level security would then keep it from the index of
  // numbers. By both of its ends the planner takes it for a short stretch, which it mostly is.
  const unread = `SELECT count(*) FROM messages node WHERE (${seen.sql})
    AND node.exchange_id = exchange.id AND NOT node.is_deleted
    AND node.seq > CASE WHEN marker.read_seq IS NULL THEN 0 ELSE marker.read_seq END
    AND node.seq <= CAST(9223372036854775807 AS bigint)
    AND node.sender_id IS DISTINCT FROM ${contact}`;
  const sql = `SELECT exchange.id, coalesce(marker.read_seq, 0) AS read, (${unread}) AS unread FROM (${exchanges(bind)}) exchange
    LEFT JOIN message_read_markers marker ON marker.exchange_id = exchange.id AND marker.contact_id = ${contact}`;
  return scope.db.query(sql, values);
}
