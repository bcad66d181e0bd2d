import type { EntityManager } from 'typeorm';

/** So many sign-ins of one address may fail in a window; an office behind one address still has room. */
export const ADDRESS_LIMIT = 100;

/** Where the attempts of networks are counted, and how many a window has. */
export interface Throttle {
  readonly table: 'sign_in_throttles' | 'account_throttles';
  readonly limit: number;
  /** An interval of PostgreSQL. */
  readonly window: string;
}
const SIGN_INS: Throttle = { table: 'sign_in_throttles', limit: ADDRESS_LIMIT, window: '15 minutes' };

/**
 * Counts an attempt of a network, before anything is known of it.
 * @returns whether the network may try; one over its limit counts no further, so that its window ends
 */
export async function countAttempt(db: EntityManager, network: string, now: Date, throttle = SIGN_INS): Promise<boolean> {
  const { table, limit, window } = throttle;
  const [row]: { attempts: number }[] = await db.query(
    `INSERT INTO ${table} AS t (network, window_start, attempts) VALUES (network($1::inet), $2, 1)
      ON CONFLICT (network) DO UPDATE SET
        window_start = CASE WHEN t.window_start > $2::timestamptz - $4::interval THEN t.window_start ELSE $2 END,
        attempts = CASE WHEN t.window_start > $2::timestamptz - $4::interval THEN least(t.attempts, $3) + 1 ELSE 1 END
      RETURNING attempts`,
    [network, now, limit, window],
  );
  const attempts = row?.attempts ?? 0;
  if (attempts === 1) await forgetEnded(db, now, throttle);
  return attempts <= limit;
}

/** Takes the attempt of a good sign-in back: only failures count. */
export async function forgiveAttempt(db: EntityManager, network: string): Promise<void> {
  await db.query('UPDATE sign_in_throttles SET attempts = greatest(attempts - 1, 0) WHERE network = network($1::inet)', [network]);
}

/** Whoever begins a window sweeps some that ended, so that the table stays small. Rows in use are skipped: waiting could deadlock. */
const forgetEnded = (db: EntityManager, now: Date, { table, window }: Throttle): Promise<unknown> =>
  db.query(
    `DELETE FROM ${table} WHERE network IN (SELECT network FROM ${table}
      WHERE window_start <= $1::timestamptz - $2::interval ORDER BY window_start LIMIT 100 FOR UPDATE SKIP LOCKED)`,
    [now, window],
  );
