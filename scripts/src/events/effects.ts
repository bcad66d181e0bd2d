import type { ServiceName } from '@plat/shared/database/service';
import type { Look } from '../deletions/references';
import { eventually } from '../deletions/watch';

/** What follows elsewhere from changing what somebody may in an exchange. */
export type Effect = 'audit' | 'notification' | 'grant';

/** In milliseconds, of so many. */
export interface Times {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const SETTLE_MS = 60_000;
const COMMITTED = 'extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 * 1000';

/** When each change was committed, by the event that tells of it. Nothing has touched the row since. */
const CAUSES_SQL = `SELECT e.id AS event, e.seq, extract(epoch FROM pg_xact_commit_timestamp(p.xmin))::float8 * 1000 AS at
  FROM exchange_participants p JOIN outbox_events e ON e.subject_id = p.id::text AND e.type = 'exchange_participant.updated'
  WHERE p.updated_at >= $1`;

/** Where each effect is, how many there are, when each was committed, and how long all of them since a time have taken. */
export const EFFECTS: Readonly<
  Record<Effect, { readonly in: ServiceName; readonly rows: string; readonly of: string; readonly span: string }>
> = {
  audit: effect('crm', `audit_logs WHERE source_subgraph = 'exchanges'`, 'event_id::text'),
  notification: effect('crm', `notifications WHERE subject_type = 'ExchangeParticipant'`, `split_part(dedupe_key, ' ', 1)`),
  grant: effect('documents', `access_grants WHERE subject_type = 'Exchange'`, 'source_seq::text'),
};

function effect(service: ServiceName, rows: string, of: string) {
  return {
    in: service,
    rows: `SELECT count(*)::int AS n FROM ${rows}`,
    of: `SELECT ${of} AS of, ${COMMITTED} AS at FROM ${rows}`,
    span: `SELECT count(*)::int AS n, extract(epoch FROM max(at) - min(at))::float8 AS seconds
      FROM (SELECT pg_xact_commit_timestamp(xmin) AS at FROM ${rows}) AS committed WHERE at >= $1`,
  };
}

/** Waits until each effect has come so many times, for a minute at most. @returns how many have not */
export async function awaited(look: Look, count: number, effects: readonly Effect[] = ['audit', 'notification', 'grant']): Promise<number> {
  const missing = async (): Promise<number> => {
    const found = await Promise.all(effects.map((one) => look(EFFECTS[one].in, EFFECTS[one].rows)));
    return found.reduce((sum, [row]) => sum + Math.max(0, count - Number(row?.n)), 0);
  };
  await eventually(async () => (await missing()) === 0, SETTLE_MS);
  return missing();
}

/** How long it took from each change since a time to its effects, by the clock of the one PostgreSQL that has all databases. */
export async function timesOf(look: Look, since: string): Promise<Record<Effect, Times>> {
  const causes = await look('exchanges', CAUSES_SQL, since);
  const at = new Map(causes.flatMap(({ event, seq, at }) => [[String(event), Number(at)] as const, [String(seq), Number(at)] as const]));
  const times = {} as Record<Effect, Times>;
  for (const [name, { in: service, of }] of Object.entries(EFFECTS)) {
    const all = (await look(service, of)).flatMap((row) => {
      const cause = at.get(String(row.of));
      return cause === undefined ? [] : [Number(row.at) - cause];
    });
    const sorted = all.sort((a, b) => a - b);
    const part = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
    times[name as Effect] = { count: sorted.length, p50: part(0.5), p95: part(0.95), p99: part(0.99) };
  }
  return times;
}
