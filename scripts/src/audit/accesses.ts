import { canonicalJson } from '@plat/shared/crypto/canonical-json';
import type { Client } from 'pg';

/** The first row of the log of accesses that is not what was recorded of it. */
export interface AccessFault {
  readonly id: string;
  /** `changed`: a column is another one. `missing`: the row is gone. `added`: nothing was recorded of it. */
  readonly kind: 'changed' | 'missing' | 'added';
  readonly says: string;
}

export interface AccessReport {
  readonly rows: number;
  /** Rows whose event is still on its way to crm. */
  readonly pending: number;
  readonly fault?: AccessFault;
}

/** A row, or what was recorded of it: columns as PostgreSQL prints them. */
interface Access {
  readonly id: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

const BATCH = 1_000;
const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/** Addresses and times are compared as values: the event has them as they came. */
const ROWS_SQL = `SELECT id, to_jsonb(l) || jsonb_build_object('ip_address', format('%s', ip_address),
    'created_at', to_char(created_at AT TIME ZONE 'UTC', ${INSTANT})) AS columns
  FROM document_access_logs l WHERE id > $1 ORDER BY id LIMIT ${BATCH}`;

const RECORDED_SQL = `SELECT entity_id AS id, new_values || jsonb_build_object('ip_address', format('%s', (new_values ->> 'ip_address')::inet),
    'created_at', to_char((new_values ->> 'created_at')::timestamptz AT TIME ZONE 'UTC', ${INSTANT})) AS columns
  FROM audit_logs WHERE entity_type = 'DocumentAccessLog' AND action = 'document.accessed' AND source_subgraph = 'documents'`;

/** Events that crm has not taken yet, and users who are gone. */
const PENDING_SQL = `SELECT subject AS id FROM outbox_deliveries WHERE subscriber = 'crm' AND delivered_at IS NULL
  AND subject = ANY (SELECT 'DocumentAccessLog/' || id FROM unnest($1::text[]) AS id)`;
const GONE_SQL = `SELECT id FROM deleted_subjects WHERE type = 'User' AND id = ANY ($1::uuid[])`;

const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Compares the log of accesses with what the audit log has of it, which its chain keeps from being changed: every column of every
 * row, in both directions, some rows at a time.
 * @param crm @param documents connections of roles that see all rows
 */
export async function compareAccesses(crm: Client, documents: Client): Promise<AccessReport> {
  let rows = 0;
  let pending = 0;
  for (let after: string | undefined = FIRST; after; ) {
    const { rows: page }: { rows: Access[] } = await documents.query<Access>(ROWS_SQL, [after]);
    const recorded = await recordedOf(crm, page);
    const unknown = page.filter(({ id }) => !recorded.has(id)).map(({ id }) => id);
    const waiting = new Set(unknown.length ? await waitingIn(documents, unknown) : []);
    for (const row of page) {
      const fault = await faultOf(documents, row, recorded.get(row.id), waiting);
      if (fault) return { rows, pending, fault };
      rows += 1;
      if (waiting.has(row.id)) pending += 1;
    }
    after = page.length === BATCH ? page.at(-1)?.id : undefined;
  }
  const fault = await missing(crm, documents);
  return { rows, pending, ...(fault && { fault }) };
}

async function recordedOf(crm: Client, page: readonly Access[]): Promise<ReadonlyMap<string, readonly Access[]>> {
  const { rows } = await crm.query<Access>(`${RECORDED_SQL} AND entity_id = ANY ($1::text[])`, [page.map(({ id }) => id)]);
  const found = new Map<string, Access[]>();
  for (const row of rows) found.set(row.id, [...(found.get(row.id) ?? []), row]);
  return found;
}

async function waitingIn(documents: Client, ids: readonly string[]): Promise<string[]> {
  const { rows } = await documents.query<{ id: string }>(PENDING_SQL, [ids]);
  return rows.map(({ id }) => id.slice(id.indexOf('/') + 1));
}

async function faultOf(
  documents: Client,
  { id, columns }: Access,
  recorded: readonly Access[] = [],
  waiting: ReadonlySet<string>,
): Promise<AccessFault | undefined> {
  if (recorded.length === 0 && waiting.has(id)) return undefined;
  const [one, another] = recorded;
  if (!one) return { id, kind: 'added', says: 'the audit log has nothing of it' };
  if (another) return { id, kind: 'added', says: 'the audit log has two of it' };
  const other = Object.keys({ ...one.columns, ...columns }).find(
    (name) => canonicalJson(columns[name] ?? null) !== canonicalJson(one.columns[name] ?? null),
  );
  if (!other) return undefined;
  const { user_id: user } = one.columns;
  // Whoever is deleted is cleared, and only then.
  const isCleared = other === 'user_id' && columns.user_id === null && (await documents.query(GONE_SQL, [[user]])).rowCount === 1;
  return isCleared ? undefined : { id, kind: 'changed', says: `its ${other} is not what was recorded` };
}

async function missing(crm: Client, documents: Client): Promise<AccessFault | undefined> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const { rows }: { rows: { id: string }[] } = await crm.query<{ id: string }>(
      `SELECT DISTINCT id FROM (${RECORDED_SQL}) recorded WHERE id > $1 ORDER BY id LIMIT ${BATCH}`,
      [after],
    );
    const ids = rows.map(({ id }) => id);
    const { rows: there } = await documents.query<{ id: string }>('SELECT id FROM document_access_logs WHERE id = ANY ($1::uuid[])', [ids]);
    const known = new Set(there.map(({ id }) => id));
    const gone = ids.find((id) => !known.has(id));
    if (gone) return { id: gone, kind: 'missing', says: 'the audit log has it, and the table has not' };
    after = ids.length === BATCH ? ids.at(-1) : undefined;
  }
  return undefined;
}
