import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Pool, PoolClient } from 'pg';
import { withClient } from '../src/database/admin-client';
import { EVENTS_SQL, NEXT_DUE_SQL, SUBJECTS_SQL, TAKEN_SQL, WAIT_BEHIND_SQL } from '../src/events/delivery-sql';
import { relayPool } from '../src/events/relay-pool';
import type { TestDatabase } from '../src/testing/test-databases';
import { noteDatabase } from './fixtures/note-service';

/** Behind this many that were told, this many are to be. */
const TOLD = 1_000_000;
const OPEN = 100_000;
const SUBJECTS = 2_000;

/** Pages are counted here and plans looked at: how long a busy machine takes says nothing of either. Against a hang only. */
jest.setTimeout(900_000);

let database: TestDatabase;
let pool: Pool;
let client: PoolClient;

const asOwner = (sql: string) => withClient(database.owner, (owner) => owner.query(sql));
const rows = (
  from: number,
  to: number,
  told: string,
) => `INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject, next_at, delivered_at)
  SELECT lpad(to_hex(n), 32, '0')::uuid, 'crm', n, 'Trial/' || n % ${SUBJECTS}, now() - make_interval(secs => (${to} - n) / 100.0), ${told}
  FROM generate_series(${from}, ${to}) AS n`;

beforeAll(async () => {
  database = await noteDatabase();
  pool = relayPool(database.system, 1, 'test plans');
  client = await pool.connect();
  await client.query('SET statement_timeout = 0');
  // A row of the event itself is looked up by its key alone; without it a million are here in seconds.
  await asOwner('ALTER TABLE outbox_deliveries DROP CONSTRAINT outbox_deliveries_event_id_fkey');
  await client.query(rows(1, TOLD, 'now()'));
  // Statistics of a moment at which nothing was open: the worst that can be, and what autovacuum leaves.
  await asOwner('ANALYZE outbox_deliveries');
  await client.query(rows(TOLD + 1, TOLD + OPEN, 'NULL'));
  await client.query(`INSERT INTO outbox_events (id, type, subject_type, subject_id, payload)
    SELECT event_id, 'trial.happened', 'Trial', split_part(subject, '/', 2), '{}' FROM outbox_deliveries WHERE delivered_at IS NULL`);
});

afterAll(async () => {
  client?.release();
  await pool?.end();
});

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Runs a statement as a relay does, from its prepared plan, and takes it back. */
async function planOf(sql: string, values: readonly string[]): Promise<{ pages: number; whole: string[] }> {
  await client.query('BEGIN');
  try {
    await client.query(`PREPARE measured AS ${sql}`);
    const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE measured (${values.join(', ')})`);
    const plan: Node = rows[0]['QUERY PLAN'][0].Plan;
    const whole = nodesOf(plan).filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name']);
    return { pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], whole: whole.map((node) => String(node['Relation Name'])) };
  } finally {
    await client.query('ROLLBACK');
    await client.query('DEALLOCATE ALL');
  }
}

const textArray = (all: readonly string[]) => `'{${all.join(',')}}'`;
const numbered = (from: number) => Array.from({ length: 100 }, (_, n) => from + n);
const HUNDRED = textArray(numbered(0).map((n) => `Trial/${n}`));
const IDS = textArray(numbered(TOLD + 1).map((n) => n.toString(16).padStart(32, '0')));

it.each([
  ['which subjects are due', SUBJECTS_SQL, [`'crm'`], 5_000],
  ['the next events of a hundred subjects', EVENTS_SQL, [`'crm'`, HUNDRED, '1'], 2_000],
  ['a hundred events of one subject', EVENTS_SQL, [`'crm'`, `'{Trial/7}'`, '100'], 2_000],
  ['what has to wait behind others', WAIT_BEHIND_SQL, [`'crm'`], 30_000],
  ['that a hundred were taken', TAKEN_SQL, [`'crm'`, IDS], 20_000],
  ['when something is due next', NEXT_DUE_SQL, [`'crm'`], 100],
])('finds %s along indexes, however much there is', async (_, sql, values, most) => {
  const { pages, whole } = await planOf(sql, values);
  expect(whole).toEqual([]);
  expect(pages).toBeLessThan(most);
});
