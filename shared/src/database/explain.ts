import { Client } from 'pg';
import type { Viewer } from '../access/viewer';

/** What a plan's step did. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

interface Explained {
  readonly Plan: PlanNode;
  readonly 'Planning Time': number;
  readonly 'Execution Time': number;
}

/** How a statement was executed. */
export interface Execution {
  readonly sequentialScans: readonly string[];
  /** Rows that the steps below read from tables, whether they were kept or not. */
  readonly rowsRead: number;
  readonly rowsSorted: number;
  /** Pages of tables and indexes that it looked at, functions of policies included. */
  readonly pages: number;
  readonly milliseconds: number;
}

/** A statement, and the values of its parameters. */
export interface Statement {
  readonly sql: string;
  readonly values: unknown[];
}

const IDENTITY = `SELECT set_config('app.user_id', $1, true), set_config('app.contact_id', $2, true),
  set_config('app.client_id', $3, true), set_config('app.role', $4, true), set_config('app.permissions', $5, true)`;
const flat = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)];
const total = (rows: readonly number[]) => rows.reduce((sum, one) => sum + one, 0);

/**
 * Executes a statement as somebody, under row level security, and tells how.
 * @param url of the application role
 * @param isWarm whether the connection has executed it before, as those of a pool have: else it also learns of the tables
 * @param settings what else the transaction is told before
 */
export async function explain(
  url: string,
  { identity }: Viewer,
  { sql, values }: Statement,
  { isWarm = false, settings = {} }: { readonly isWarm?: boolean; readonly settings?: Readonly<Record<string, string>> } = {},
): Promise<Execution> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query('BEGIN');
    const { userId = '', contactId = '', clientId = '', role = '', permissions = [] } = identity;
    await client.query(IDENTITY, [userId, contactId, clientId, role, permissions.join()]);
    for (const [name, value] of Object.entries(settings)) await client.query('SELECT set_config($1, $2, true)', [name, value]);
    if (isWarm) await client.query(sql, values);
    const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT json) ${sql}`, values);
    const explained: Explained = rows[0]['QUERY PLAN'][0];
    const root = explained.Plan;
    const nodes = flat(root);
    const rowsOf = (node: PlanNode) =>
      (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) * node['Actual Loops'];
    return {
      sequentialScans: nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'] as string),
      rowsRead: total(nodes.filter((node) => node['Relation Name']).map(rowsOf)),
      rowsSorted: total(nodes.filter((node) => /Sort/.test(node['Node Type'])).flatMap((node) => (node.Plans ?? []).map(rowsOf))),
      pages: (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0),
      milliseconds: explained['Planning Time'] + explained['Execution Time'],
    };
  } finally {
    await client.end();
  }
}
