import { Client } from 'pg';

/** Tables that are no news of their own, as in shared/src/testing/recording-check.ts: how events travel, and marks that commit apart. */
const MACHINERY = [
  'migrations',
  'typeorm_metadata',
  'outbox_deliveries',
  'inbox_events',
  'idempotency_keys',
  'deletions',
  'deleted_subjects',
];

/** Sequences keep what they say when a transaction is taken back: by them one that failed is known afterwards. */
const INSTALL = [
  'CREATE SCHEMA plat_trace',
  'CREATE TABLE plat_trace.writes (tx xid8 NOT NULL, "table" text NOT NULL, subject text)',
  'CREATE TABLE plat_trace.fault (at bigint NOT NULL)',
  'INSERT INTO plat_trace.fault VALUES (0)',
  'CREATE SEQUENCE plat_trace.counted',
  'CREATE SEQUENCE plat_trace.failed',
  `CREATE FUNCTION plat_trace.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN -- a marker that stays where it is
        RETURN NULL;
      END IF;
      INSERT INTO plat_trace.writes VALUES
        (pg_current_xact_id(), TG_TABLE_NAME, CASE TG_TABLE_NAME WHEN 'outbox_events' THEN to_jsonb(NEW) ->> 'id' END);
      IF nextval('plat_trace.counted') = (SELECT at FROM plat_trace.fault) THEN
        PERFORM setval('plat_trace.failed', pg_current_xact_id()::text::bigint);
        RAISE EXCEPTION 'the disk of this test is full' USING ERRCODE = 'disk_full';
      END IF;
      RETURN NULL;
    END $$`,
];

const BY_SERVICE = `current_setting('application_name') ~ '^plat exchanges( system)?$'`;

/** What one transaction left behind. */
export interface TracedTransaction {
  readonly tx: string;
  /** Rows that it wrote, events left out. */
  readonly changes: number;
  readonly events: number;
  /** Those of its events that are on their way to crm's audit log, put there by itself. */
  readonly audited: number;
}

/** What came of the service's transactions since the last look. */
export interface Traced {
  readonly committed: readonly TracedTransaction[];
  /** The transaction that was made to fail, if one was: what PostgreSQL says of it, and what of it is there. */
  readonly failed: { readonly status: string; readonly left: number } | undefined;
}

const COMMITTED = `SELECT w.tx::text AS tx, count(*) FILTER (WHERE w."table" <> 'outbox_events')::int AS changes,
    count(*) FILTER (WHERE w."table" = 'outbox_events')::int AS events,
    count(*) FILTER (WHERE EXISTS (SELECT FROM outbox_events e JOIN outbox_deliveries d ON d.event_id = e.id
      WHERE e.id = w.subject::uuid AND d.subscriber = 'crm' AND d.xmin = e.xmin))::int AS audited
  FROM plat_trace.writes w GROUP BY w.tx`;

/** By `xmin` and not by the trace, which is taken back with the rest. */
const FAILED = `SELECT pg_xact_status($1::text::xid8) AS status,
  (SELECT count(*) FROM outbox_events WHERE xmin = $1::text::xid8::xid)::int + (SELECT count(*) FROM plat_trace.writes WHERE tx = $1::text::xid8)::int AS left`;

/** Watches which transactions of the service write what, in a database of the test's own, and makes one fail in the middle. */
export class TransactionTrace {
  private failedBefore = '1';

  private constructor(private readonly client: Client) {}

  /** @param url of the superuser, in a database of the test's own */
  static async start(url: string): Promise<TransactionTrace> {
    const client = new Client({ connectionString: url });
    await client.connect();
    for (const sql of INSTALL) await client.query(sql);
    const { rows } = await client.query<{ table: string }>(
      `SELECT relname AS table FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> ALL ($1)`,
      [MACHINERY],
    );
    for (const { table } of rows)
      await client.query(`CREATE TRIGGER zz_trace AFTER INSERT${table === 'outbox_events' ? '' : ' OR UPDATE OR DELETE'} ON "${table}"
        FOR EACH ROW WHEN (${BY_SERVICE}) EXECUTE FUNCTION plat_trace.note()`);
    return new TransactionTrace(client);
  }

  stop(): Promise<void> {
    return this.client.end();
  }

  /** Lets the service's nth write from now fail, if there are so many. @param nth 0 for none */
  async failAt(nth: number): Promise<void> {
    const { rows } = await this.client.query<{ n: string }>(`SELECT nextval('plat_trace.counted') AS n`);
    await this.client.query('UPDATE plat_trace.fault SET at = $1', [nth ? Number(rows[0]?.n) + nth : 0]);
  }

  /** Since the last look. */
  async look(): Promise<Traced> {
    const { rows: committed } = await this.client.query<TracedTransaction>(COMMITTED);
    const { rows } = await this.client.query<{ last_value: string }>('SELECT last_value FROM plat_trace.failed');
    const tx = rows[0]?.last_value ?? this.failedBefore;
    const { rows: failed } = tx === this.failedBefore ? { rows: [] } : await this.client.query(FAILED, [tx]);
    this.failedBefore = tx;
    await this.client.query('TRUNCATE plat_trace.writes');
    return { committed, failed: failed[0] };
  }
}
