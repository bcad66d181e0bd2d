import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool, PoolClient } from 'pg';
import { EVENTS_SQL, NEXT_DUE_SQL, SUBJECTS_SQL, TAKEN_SQL, WAIT_BEHIND_SQL } from '../src/events/delivery-sql';
import { relayPool } from '../src/events/relay-pool';
import type { TestDatabase } from '../src/testing/test-databases';
import { noteDatabase } from './fixtures/note-service';

/** Behind this many that were told, this many wait: each of the subjects of one has as many. */
const TOLD = 1_000_000;
const OPEN = 100_000;
const SUBJECTS = 2_000;

let database: TestDatabase;
let pool: Pool;
let client: PoolClient;

const row = (from: number, to: number, told: string) => `INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject, next_at, delivered_at)
  SELECT lpad(to_hex(n), 32, '0')::uuid, 'crm', n, 'Trial/' || n % ${SUBJECTS}, now() - make_interval(secs => (${to} - n) / 100.0), ${told}
  FROM generate_series(${from}, ${to}) AS n`;

beforeAll(async () => {
  database = await noteDatabase();
  pool = relayPool(database.system, 1, 'test plans');
  client = await pool.connect();
  // A row of the event itself is looked up by its key alone; without it a million are here in seconds.
  await withOwner('ALTER TABLE outbox_deliveries DROP CONSTRAINT outbox_deliveries_event_id_fkey');
  await client.query(row(1, TOLD, 'now()'));
  // Statistics of a moment at which nothing was open: the worst that can be, and what autovacuum leaves.
  await withOwner('ANALYZE outbox_deliveries');
  await client.query(row(TOLD + 1, TOLD + OPEN, 'NULL'));
  await client.query(`INSERT INTO outbox_events (id, type, subject_type, subject_id, payload)
    SELECT event_id, 'trial.happened', 'Trial', split_part(subject, '/', 2), '{}' FROM outbox_deliveries WHERE delivered_at IS NULL`);
}, 120_000);

afterAll(async () => {
  client?.release();
  await pool?.end();
});
