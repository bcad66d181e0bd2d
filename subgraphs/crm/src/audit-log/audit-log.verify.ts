import { type HashedColumns, type Head, hashOf } from './audit-log.chain';
import { type AuditKeys, auditKeyAt } from './audit-log.key';
import { storedJson } from './jsonb-text';

/** The first place at which a log is not what was written. */
export interface ChainFault {
  /** The place in the log; that of the missing row where one is missing. */
  readonly seq: string;
  /** `gap`: a row is missing. `previous`, `hash`, `reference`: the row, or the one before it, is another. `head`: the log is not the one that was exported. */
  readonly kind: 'gap' | 'previous' | 'hash' | 'reference' | 'head';
  readonly says: string;
}

export interface ChainReport {
  /** Rows that were read, up to the fault if there is one. */
  readonly rows: number;
  /** The last row that is as it was written. */
  readonly head?: Head;
  readonly fault?: ChainFault;
}

/** A connection, by what is needed of it. */
export interface Asking {
  query(sql: string): Promise<{ readonly rows: unknown[] }>;
}

/** A row as it is stored, JSON as the text that PostgreSQL prints. */
type StoredRow = Omit<HashedColumns, 'details' | 'old_values' | 'new_values'> & {
  readonly id: string;
  readonly hash: string;
  readonly details: string | null;
  readonly old_values: string | null;
  readonly new_values: string | null;
  readonly user_id: string | null;
  readonly exchange_id: string | null;
  readonly contributor_id: string | null;
};

/** Years before Christ look like ours to the format. */
const ROWS_SQL = `SELECT id, event_id, source_subgraph, user_id, exchange_id, contributor_id, action, entity_type, entity_id, details::text,
    old_values::text, new_values::text, ip_address, user_agent, success, error_message, session_id,
    to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || CASE WHEN created_at < '0001-01-01Z' THEN ' BC' ELSE '' END
      AS created_at,
    previous_hash, hash, seq::text, actor_user_id, about_exchange_id, about_contributor_id
  FROM audit_logs ORDER BY audit_logs.seq`;
const CURSOR_SQL = `DECLARE audit_chain NO SCROLL CURSOR FOR ${ROWS_SQL}`;
const LAST_SQL = `${ROWS_SQL} DESC LIMIT 1`;

/** So many rows are in memory at a time. */
const FETCH_SQL = 'FETCH 200 FROM audit_chain';

/** What is wrong with a row by itself. */
function faultOf(
  { id, hash, user_id, exchange_id, contributor_id, ...row }: StoredRow,
  keys: AuditKeys,
): Omit<ChainFault, 'seq'> | undefined {
  const [details, old_values, new_values] = [row.details, row.old_values, row.new_values].map(storedJson);
  const isAsWritten = details !== undefined && old_values !== undefined && new_values !== undefined;
  if (!isAsWritten || hashOf({ ...row, details, old_values, new_values }, auditKeyAt(keys, row.seq)) !== hash)
    return { kind: 'hash', says: 'its hash is not that of its columns under the key of its place' };
  const pairs = [
    ['id', id, row.event_id],
    ['user_id', user_id, row.actor_user_id],
    ['exchange_id', exchange_id, row.about_exchange_id],
    ['contributor_id', contributor_id, row.about_contributor_id],
  ] as const;
  const other = pairs.find(([, now, written]) => now !== null && now !== written);
  return other && { kind: 'reference', says: `its ${other[0]} is not the one that is hashed` };
}

/** @param query of a role that sees all rows @returns the place of the last row, if it is not as it was written under these keys */
export async function placeOfForeignHead(query: (sql: string) => Promise<unknown>, keys: AuditKeys): Promise<string | undefined> {
  const [row] = (await query(LAST_SQL)) as StoredRow[];
  return row && faultOf(row, keys) ? row.seq : undefined;
}

const headFault = (seq: string, says: string): ChainFault => ({ seq, kind: 'head', says });

/** Compares exported heads with the rows at their places, in one pass over both. */
class HeadTrail {
  private next: Head | undefined;

  private constructor(private readonly heads: AsyncIterator<Head>) {}

  static async over(heads: AsyncIterable<Head>): Promise<HeadTrail> {
    const trail = new HeadTrail(heads[Symbol.asyncIterator]());
    await trail.advance();
    return trail;
  }

  async faultAt({ seq, hash }: Head): Promise<ChainFault | undefined> {
    while (this.next && BigInt(this.next.seq) <= BigInt(seq)) {
      if (BigInt(this.next.seq) < BigInt(seq))
        return headFault(this.next.seq, 'its head was exported after one further on: the log was rolled back');
      if (this.next.hash !== hash) return headFault(seq, 'another row was at this place when the head was exported: the log was rewritten');
      await this.advance();
    }
    return undefined;
  }

  /** After the last row. */
  get left(): ChainFault | undefined {
    return this.next && headFault(this.next.seq, 'it was exported as the head and is not there: the log was cut');
  }

  /** Lets go of a file that was not read to its end. */
  async close(): Promise<void> {
    await this.heads.return?.();
  }

  private async advance(): Promise<void> {
    const { done, value } = await this.heads.next();
    this.next = done ? undefined : value;
  }
}

async function* none(): AsyncIterable<Head> {}

/**
 * Walks the chain in the transaction at hand, from its first row to its last, with so many rows in memory whatever their number.
 * @param client of a role that sees all rows: the system, or a superuser
 * @param keys that the rows were hashed with
 * @param heads that were exported, in the order of their export
 */
export async function walkChain(client: Asking, keys: AuditKeys, heads: AsyncIterable<Head> = none()): Promise<ChainReport> {
  const trail = await HeadTrail.over(heads);
  let rows = 0;
  let head: Head | undefined;
  const broken = (seq: string, fault: Omit<ChainFault, 'seq'>): ChainReport => ({ rows, head, fault: { seq, ...fault } });
  await client.query(CURSOR_SQL);
  try {
    for (;;) {
      const found = (await client.query(FETCH_SQL)).rows as StoredRow[];
      if (found.length === 0) break;
      for (const row of found) {
        rows += 1;
        const expected = String(BigInt(head?.seq ?? 0) + 1n);
        if (row.seq !== expected) return broken(expected, { kind: 'gap', says: `there is no such row; the next one is ${row.seq}` });
        if (row.previous_hash !== (head?.hash ?? null))
          return broken(row.seq, { kind: 'previous', says: 'its previous hash is not the hash of the row before it' });
        const fault = faultOf(row, keys) ?? (await trail.faultAt(row));
        if (fault) return broken(row.seq, fault);
        head = { seq: row.seq, hash: row.hash };
      }
    }
  } finally {
    await trail.close();
    await client.query('CLOSE audit_chain').catch(() => undefined); // a transaction that failed has no cursor any more
  }
  return { rows, head, fault: trail.left };
}

/** The same in a transaction of its own, which sees one state of the log while others add to it. */
export async function verifyChain(client: Asking, keys: AuditKeys, heads?: AsyncIterable<Head>): Promise<ChainReport> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    return await walkChain(client, keys, heads);
  } finally {
    await client.query('ROLLBACK');
  }
}
