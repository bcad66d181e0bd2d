import type { EntityManager } from 'typeorm';
import { unavailable } from '../errors/plat-error';
import type { KeyedName, KeySecrets } from './key-secrets';

/** What is known of a key and field: without an outcome, only that the system has done work of it. */
export interface KeyRow {
  readonly inputHash: string;
  readonly outcome: string | null;
}

const READ = `SELECT input_hash AS "inputHash", outcome FROM idempotency_keys
  WHERE user_id = $1 AND key = $2 AND field = $3 AND expires_at > now()`;

/** In place of what has expired, or of the mark that this very request left. */
const KEEP = `INSERT INTO idempotency_keys AS known (user_id, key, field, input_hash, outcome) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (user_id, key, field) DO UPDATE SET input_hash = EXCLUDED.input_hash, outcome = EXCLUDED.outcome, expires_at = EXCLUDED.expires_at
    WHERE known.outcome IS NULL OR known.expires_at <= now()
  RETURNING field`;

const MARK = `INSERT INTO idempotency_keys AS known (user_id, key, field, input_hash) VALUES ($1, $2, $3, $4)
  ON CONFLICT (user_id, key, field) DO UPDATE SET input_hash = EXCLUDED.input_hash, outcome = NULL, expires_at = EXCLUDED.expires_at
    WHERE known.expires_at <= now()
  RETURNING field`;

/** The row of one key and field. What it reads is the last state that was committed once the lock is held. */
export class KeyRows {
  private readonly name: readonly string[];

  constructor(
    private readonly secrets: KeySecrets,
    { userId, field }: KeyedName,
  ) {
    this.name = [userId, secrets.keyHash, field];
  }

  /** Takes the lock until the transaction ends. @returns whether it was free */
  async lock(db: EntityManager): Promise<boolean> {
    const [{ locked }] = await db.query('SELECT pg_try_advisory_xact_lock($1::bigint) AS locked', [this.secrets.lock]);
    return locked;
  }

  async read(db: EntityManager): Promise<KeyRow | undefined> {
    const [row] = await db.query(READ, [...this.name]);
    return row;
  }

  /** Keeps an outcome. The lock is held. */
  async keep(db: EntityManager, { inputHash, outcome }: KeyRow): Promise<void> {
    await this.write(db, KEEP, [inputHash, outcome]);
  }

  /**
   * Marks in a transaction of the system that work of the field is in it. Another request with the key that was faster,
   * because this one has lost its lock together with its connection, leaves it nothing to do.
   * @throws PlatError UNAVAILABLE then, so that the work is rolled back
   */
  async mark(db: EntityManager, inputHash: string): Promise<void> {
    await this.write(db, MARK, [inputHash]);
  }

  private async write(db: EntityManager, sql: string, values: readonly unknown[]): Promise<void> {
    const written: unknown[] = await db.query(sql, [...this.name, ...values]);
    if (written.length === 0) throw unavailable('The same request was carried out meanwhile; try again with the same key.');
  }
}
