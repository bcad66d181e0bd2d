import { loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleMessagesQuery } from '../exchange-message/exchange-message.loader';

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
    const exchanges = ids.length === 1 ? 'SELECT CAST(:id AS uuid) AS id' : 'SELECT unnest(CAST(:ids AS uuid[])) AS id';
    const rows = await readStates(scope, exchanges, ids.length === 1 ? { id: ids[0] } : { ids });
    return rows.map(({ id, read, unread }) => ({ exchangeId: id, readSeq: Number(read), unread: Number(unread) }));
  });
export type ReadStateLoader = ReturnType<typeof readStateLoader>;

const OWN_EXCHANGES = `SELECT DISTINCT p.exchange_id AS id FROM exchange_participants p
  WHERE p.contact_id = CAST(:contactId AS uuid) AND p.is_active AND 'VIEW' = ANY (p.permissions)`;

/** What the viewer has not read in all exchanges in which it takes part; null for nobody of the registry. */
export async function unreadTotal(scope: RequestScope): Promise<number | null> {
  if (!scope.viewer.contactId) return null;
  const rows = await readStates(scope, OWN_EXCHANGES, {});
  return rows.reduce((sum, { unread }) => sum + Number(unread), 0);
}

interface StateRow {
  readonly id: string;
  readonly read: string;
  readonly unread: string;
}

/** What is left is counted from the marker on, so that it costs what is left. @param exchanges SQL of their ids */
function readStates(scope: RequestScope, exchanges: string, values: object): Promise<StateRow[]> {
  const { db, viewer } = scope;
  const unread = visibleMessagesQuery(scope)
    .select('count(*)')
    .andWhere('node.exchange_id = exchange.id AND NOT node.is_deleted')
    // Not coalesce, which PostgreSQL takes for leaky: row level security would then keep it from the index of numbers. By
    // both of its ends the planner takes it for a short stretch, which it mostly is.
    .andWhere('node.seq > CASE WHEN marker.read_seq IS NULL THEN 0 ELSE marker.read_seq END')
    .andWhere('node.seq <= CAST(9223372036854775807 AS bigint)')
    .andWhere('node.sender_id IS DISTINCT FROM CAST(:contactId AS uuid)', { contactId: viewer.contactId });
  const sql = `SELECT exchange.id, coalesce(marker.read_seq, 0) AS read, (${unread.getQuery()}) AS unread FROM (${exchanges}) exchange
    LEFT JOIN message_read_markers marker ON marker.exchange_id = exchange.id AND marker.contact_id = CAST(:contactId AS uuid)`;
  const [text, parameters] = db.dataSource.driver.escapeQueryWithParameters(sql, { ...unread.getParameters(), ...values });
  return db.query(text, parameters);
}
