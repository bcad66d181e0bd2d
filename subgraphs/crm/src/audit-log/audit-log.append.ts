import type { PlatEvent } from '@plat/shared/events/cloud-event';
import type { BatchHandler } from '@plat/shared/events/consumer';
import { isUuid } from '@plat/shared/graphql/scalars';
import { deletedAmong } from '@plat/shared/references/deleted-subjects';
import type { EntityManager } from 'typeorm';
import { type HashedColumns, type Head, hashOf } from './audit-log.chain';
import { rowOf, type Unchained } from './audit-log.row';

/**
 * One writer at a time, until its transaction ends. Others wait longer for it than is usual for a lock, since a batch that
 * gives up has to come again; but less than a statement may take, for that would count against the events.
 */
const LOCK_SQL = `SELECT set_config('lock_timeout', '1500ms', true), pg_advisory_xact_lock(hashtext('audit_logs'))`;

/** A statement of its own, because what it sees must be newer than the lock. */
const STATE_SQL = `SELECT head.seq, head.hash,
    ARRAY(SELECT event_id FROM audit_logs WHERE event_id = ANY ($1::uuid[])) AS known,
    ARRAY(SELECT format('%s', address::inet) FROM unnest($2::text[]) WITH ORDINALITY AS a(address, n) ORDER BY n) AS addresses,
    ARRAY(SELECT entity_id FROM audit_logs WHERE entity_id = ANY ($3::text[]) AND (entity_type, action, source_subgraph) IN
      (('Exchange', 'exchange.deleted', 'exchanges'), ('Contributor', 'contributor.deleted', 'builds'))) AS gone
  FROM (VALUES (1)) AS one LEFT JOIN (SELECT seq, hash FROM audit_logs ORDER BY seq DESC LIMIT 1) head ON true`;

const COLUMNS: Readonly<Record<keyof HashedColumns, string>> = {
  event_id: 'uuid',
  source_subgraph: 'text',
  action: 'text',
  entity_type: 'text',
  entity_id: 'text',
  details: 'jsonb',
  old_values: 'jsonb',
  new_values: 'jsonb',
  ip_address: 'inet',
  user_agent: 'text',
  success: 'boolean',
  error_message: 'text',
  session_id: 'uuid',
  created_at: 'timestamptz',
  previous_hash: 'text',
  seq: 'bigint',
  actor_user_id: 'uuid',
  about_exchange_id: 'uuid',
  about_contributor_id: 'uuid',
};
const NAMES = Object.keys(COLUMNS).join(', ');
const TYPES = Object.entries(COLUMNS).map(([name, type]) => `${name} ${type}`);

/** The id is the event's, so that it cannot be another one either. A user who is gone is named by actor_user_id alone. */
const INSERT_SQL = `INSERT INTO audit_logs (id, hash, user_id, exchange_id, contributor_id, ${NAMES})
  SELECT event_id, hash, (SELECT u.id FROM users u WHERE u.id = actor_user_id), exchange_id, contributor_id, ${NAMES}
  FROM json_to_recordset($1::json) AS r(hash text, exchange_id uuid, contributor_id uuid, ${TYPES.join(', ')})`;

/** In the turn of the chain, which nobody shares: what others wrote meanwhile, the consequence of the end could not see. */
const CLEAR_SQL = `UPDATE audit_logs SET exchange_id = CASE WHEN exchange_id <> ALL ($1::uuid[]) THEN exchange_id END,
    contributor_id = CASE WHEN contributor_id <> ALL ($1::uuid[]) THEN contributor_id END
  WHERE exchange_id = ANY ($1::uuid[]) OR contributor_id = ANY ($1::uuid[])`;

interface State {
  readonly seq: string | null;
  readonly hash: string | null;
  readonly known: readonly string[];
  readonly addresses: readonly string[];
  readonly gone: readonly string[];
}

/** What the rows refer to that may have been deleted in another service; the rest of them stays as it was recorded. */
const references = ({ about_exchange_id, about_contributor_id }: Unchained, gone: ReadonlySet<string>) => ({
  exchange_id: about_exchange_id && gone.has(about_exchange_id) ? null : about_exchange_id,
  contributor_id: about_contributor_id && gone.has(about_contributor_id) ? null : about_contributor_id,
});

/** Said by the owner alone, as in STATE_SQL. */
const saysDeleted = ({ entity_type: type, action, source_subgraph: source }: Unchained): boolean =>
  type === 'Exchange'
    ? action === 'exchange.deleted' && source === 'exchanges'
    : type === 'Contributor' && action === 'contributor.deleted' && source === 'builds';
const isGiven = (value: string | null): value is string => value !== null;

/** Puts events at the end of the chain, in their order; those that are in it already are left out. Six statements at most, for any number. */
async function append(db: EntityManager, events: readonly PlatEvent[], key: Buffer): Promise<void> {
  const rows = events.map(rowOf);
  await db.query(LOCK_SQL);
  const ids = rows.map(({ event_id }) => event_id);
  const addresses = [...new Set(rows.map(({ ip_address }) => ip_address).filter(isGiven))];
  const abouts = rows.flatMap(({ about_exchange_id, about_contributor_id }) => [about_exchange_id, about_contributor_id]).filter(isGiven);
  const [state]: [State] = await db.query(STATE_SQL, [ids, addresses, abouts]);
  const known = new Set(state.known);
  const printed = new Map(addresses.map((address, n) => [address, state.addresses[n] as string]));
  // What ends in this batch ended before any of it is written: nothing would clear these rows afterwards.
  const gone = new Set([...state.gone, ...(await deletedAmong(db, ['Exchange', 'Contributor'], abouts))]);
  let head: Head | undefined = state.seq !== null && state.hash !== null ? { seq: state.seq, hash: state.hash } : undefined;
  const chained: object[] = [];
  for (const row of rows) {
    if (known.has(row.event_id as string)) continue;
    known.add(row.event_id as string);
    if (saysDeleted(row) && row.entity_id) gone.add(row.entity_id);
    const ip_address = row.ip_address && (printed.get(row.ip_address) as string);
    const columns: HashedColumns = { ...row, ip_address, previous_hash: head?.hash ?? null, seq: String(BigInt(head?.seq ?? 0) + 1n) };
    head = { seq: columns.seq, hash: hashOf(columns, key) };
    chained.push({ ...columns, ...references(row, gone), hash: head.hash });
  }
  if (chained.length > 0) await db.query(INSERT_SQL, [JSON.stringify(chained)]);
  const ended = rows.filter(saysDeleted).flatMap(({ entity_id }) => (entity_id && isUuid(entity_id) ? [entity_id] : []));
  if (ended.length > 0) await db.query(CLEAR_SQL, [ended]);
}

/** Writes every event of every service into the audit log. @param key PLAT_AUDIT_KEY */
export const appendToAuditLog = (key: Buffer): BatchHandler => ({ batch: (events, { db }) => append(db, events, key) });
