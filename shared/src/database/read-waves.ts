import { prepareValue } from 'pg/lib/utils';
import type { Identity } from '../access/viewer';
import { translateDatabaseError } from '../errors/database-error';
import { isAskedOften } from './kept-statements';
import type { StatementListener } from './request-database';
import { type BatchStatement, StatementBatch } from './statement-batch';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The driver's connection. */
export interface BatchConnection {
  query(batch: StatementBatch): unknown;
}

/**
 * Says who asks, and that nothing may be written, until the transaction ends. One statement after the other is of another
 * viewer: where all of them are kept, to plan one anew for its values takes longer than to run it.
 */
const OPENING = `SELECT num_nulls(${['user_id', 'contact_id', 'client_id', 'role', 'permissions']
  .map((name, n) => `set_config('app.${name}', $${n + 1}, true)`)
  .join(', ')}, set_config('transaction_read_only', 'on', true), set_config('plan_cache_mode', $6, true))`;

/**
 * What a query reads. All that it asks at one moment, or while it waits for what it asked before, goes to PostgreSQL in one
 * packet and is one transaction there, which cannot write; nothing is open between two of them.
 */
export class ReadWaves {
  private readonly who: readonly string[];
  private waiting: BatchStatement[] = [];
  private tail: Promise<unknown> = Promise.resolve();

  /** @param connect gives the connection of this query, the same each time */
  constructor(
    { userId = '', contactId = '', clientId = '', role, permissions = [] }: Identity,
    private readonly connect: () => Promise<BatchConnection>,
    private readonly onStatement: StatementListener | undefined,
  ) {
    this.who = [userId, contactId, clientId, role ?? '', permissions.join()];
  }

  /** @throws PlatError and what {@link translateDatabaseError} leaves as it is; the others that were asked at this moment are answered */
  ask(text: string, parameters: readonly unknown[] = []): Promise<Rows> {
    return new Promise((answer, reject) => {
      const fail = (error: unknown) => reject(translateDatabaseError(error));
      const values = parameters.map(prepareValue);
      if (this.waiting.push({ text, values, isKept: parameters.length > 0 && isAskedOften(text), answer, fail }) > 1) return;
      const moment = new Promise<void>((resolve) => process.nextTick(resolve));
      this.tail = Promise.all([this.tail, moment]).then(() => this.send());
    });
  }

  /** When all that was asked is answered. */
  async settled(): Promise<void> {
    await this.tail;
  }

  private async send(): Promise<void> {
    const connection = await this.connect().catch((error: unknown) => {
      for (const { fail } of this.waiting) fail(error);
      this.waiting = [];
    });
    let wave: readonly BatchStatement[] = this.waiting;
    this.waiting = [];
    // What was sent behind a statement that failed goes on in a new transaction.
    while (connection && wave.length) wave = await this.batch(connection, wave);
  }

  private batch(connection: BatchConnection, wave: readonly BatchStatement[]): Promise<readonly BatchStatement[]> {
    const planning = wave.every(({ isKept }) => isKept) ? 'force_generic_plan' : 'auto';
    const opening: BatchStatement = {
      text: OPENING,
      values: [...this.who, planning],
      isKept: true,
      answer: () => undefined,
      fail: (error) => {
        for (const { fail } of wave) fail(error);
      },
    };
    const batch = new StatementBatch([opening, ...wave]);
    for (const { text } of batch.statements) this.onStatement?.(text);
    connection.query(batch);
    return batch.done;
  }
}
