import { escapeLiteral } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { Identity, Viewer } from '../access/viewer';
import { translateDatabaseError } from '../errors/database-error';
import { PlatError, unavailable } from '../errors/plat-error';
import type { ConnectionLane } from './connection-lane';
import { isAskedOften, type PreparedStatement, preparedStatement } from './prepared-statement';

/** The driver's connection, which takes a statement before the one before it is answered. */
interface Connection {
  query(statement: string | PreparedStatement, parameters?: unknown[]): Promise<Answer>;
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
}

interface Answer {
  readonly command: string;
  readonly rows: unknown[];
  readonly rowCount: number | null;
}

/** A transaction whose opening was sent. */
interface Transaction {
  readonly connection: Connection;
  readonly opened: Promise<Answer>;
}

/** What PostgreSQL says of a statement behind one that failed. */
const IN_FAILED_TRANSACTION = '25P02';

/** `read`: one transaction that cannot write, for a whole query. `write`: one transaction for one root field. */
export type TransactionMode = 'read' | 'write';

/** Called with the text of every statement that reaches the database; tests and benchmarks count with it. */
export type StatementListener = (sql: string) => void;

/**
 * Opens a transaction as somebody, in one round trip: two statements, which the protocol takes together only when they
 * have no parameters. What an identity token says is quoted by the driver as any literal.
 */
function opening(
  { userId = '', contactId = '', clientId = '', role, permissions = [] }: Identity,
  mode: TransactionMode,
  isInLane: boolean,
): string {
  const settings = {
    'app.user_id': userId,
    'app.contact_id': contactId,
    'app.client_id': clientId,
    'app.role': role ?? '',
    'app.permissions': permissions.join(),
    transaction_read_only: mode === 'read' ? 'on' : 'off',
    // One statement after the other as another viewer each: to plan it anew takes longer than to run it.
    ...(isInLane && { plan_cache_mode: 'force_generic_plan' }),
  };
  const each = Object.entries(settings).map(([name, value]) => `set_config('${name}', ${escapeLiteral(value)}, true)`);
  return `BEGIN; SELECT num_nulls(${each.join(', ')})`; // one small column, which nobody reads
}

/** Half of a character: the driver would write another one in its place, where PostgreSQL would have refused it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const isIllFormed = (value: unknown): boolean => typeof value === 'string' && LONE_SURROGATE.test(value);

const notAnswering = () => unavailable('The database does not answer right now; try again.');

/**
 * The only door of a request to its database: a transaction that opens with the first statement and carries the
 * viewer's identity, under which row level security decides. What writes runs one after another, because graphql-js
 * resolves siblings in parallel; what only reads is sent at once, and PostgreSQL answers it in its order.
 */
export class RequestDatabase {
  /** TypeORM's manager on this transaction; `save` and `find` of services and loaders go through it. */
  readonly manager: EntityManager;
  private readonly runner: QueryRunner;
  private readonly rawQuery: QueryRunner['query'];
  private tail: Promise<unknown> = Promise.resolve();
  private transaction: Promise<Transaction> | undefined;
  /** Whether a transaction is open on the connection, or one that failed. */
  private isOpen = false;
  private ended = false;
  private savepoints = 0;
  private failure: unknown;

  constructor(
    source: DataSource,
    private readonly viewer: Viewer,
    private readonly mode: TransactionMode,
    private readonly onStatement?: StatementListener,
    private readonly lane?: ConnectionLane,
  ) {
    this.runner = source.createQueryRunner();
    this.manager = this.runner.manager;
    this.rawQuery = this.runner.query.bind(this.runner) as QueryRunner['query'];
    // TypeORM must believe in a transaction from the start: `save` would otherwise open and commit one of its own.
    Object.assign(this.runner, { isTransactionActive: true, transactionDepth: 1, query: this.query.bind(this) });
  }

  /** Whether a statement failed, so that a mutation must not be committed. */
  get hasFailed(): boolean {
    return this.failure !== undefined;
  }

  /**
   * Runs work whose SQL errors are expected; they roll back to here, and the transaction goes on. A query needs no
   * savepoint: it goes on after every error.
   * @throws what the work throws
   */
  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    if (this.mode === 'read') return work();
    const name = `plat_${++this.savepoints}`;
    await this.manager.query(`SAVEPOINT ${name}`);
    try {
      const result = await work();
      await this.manager.query(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      this.failure = undefined;
      await this.manager.query(`ROLLBACK TO SAVEPOINT ${name}`);
      throw error;
    }
  }

  /**
   * Ends the transaction for good and gives the connection back. graphql-js does not wait for the siblings of a field
   * that failed: what these still ask for is refused, or it would take a connection that nobody gives back.
   * @throws PlatError UNAVAILABLE when PostgreSQL answered the commit with a roll-back: nothing was written
   */
  async end(outcome: 'commit' | 'rollback'): Promise<void> {
    this.ended = true;
    await this.tail;
    if (!this.isOpen) return this.runner.release();
    this.isOpen = false;
    if (outcome === 'rollback' && this.mode === 'read' && !this.hasFailed && (await this.lane?.keep(this.runner))) return undefined;
    try {
      const client: Connection = await this.runner.connect();
      const sql = outcome === 'commit' ? 'COMMIT' : 'ROLLBACK';
      this.onStatement?.(sql);
      const { command } = await client.query(sql);
      // After a failed statement COMMIT is answered by ROLLBACK without an error.
      if (command !== sql) throw unavailable('The change was not saved; try again.');
    } catch (error) {
      throw translateDatabaseError(error);
    } finally {
      await this.runner.release();
    }
  }

  private query(sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> {
    if (this.ended) return Promise.reject(notAnswering());
    if (parameters?.flat().some(isIllFormed)) {
      this.failure = new PlatError('BAD_USER_INPUT', 'A text has half of a character in it.');
      return Promise.reject(this.failure);
    }
    const { tail } = this;
    const result = this.mode === 'read' ? this.read(sql, parameters, structured) : tail.then(() => this.write(sql, parameters, structured));
    this.tail = Promise.allSettled([tail, result]);
    return result;
  }

  private async write(sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> {
    try {
      const { opened } = await this.opening();
      await opened;
      this.onStatement?.(sql);
      return await this.rawQuery(sql, parameters as never[], structured as true);
    } catch (error) {
      this.failure = error;
      throw translateDatabaseError(error);
    }
  }

  /** Sends at once what only reads. What was sent behind a statement that failed was refused with it, and is sent again. */
  private async read(sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> {
    for (;;) {
      const transaction = this.opening();
      try {
        const { rows, rowCount } = await this.send(await transaction, sql, parameters);
        return structured ? { raw: rows, records: rows, affected: rowCount } : rows;
      } catch (error) {
        // The siblings of what failed go on in a new transaction, whoever of them comes first.
        if (this.transaction === transaction) this.transaction = undefined;
        if ((error as { code?: unknown }).code === IN_FAILED_TRANSACTION) continue;
        this.failure = error;
        throw translateDatabaseError(error);
      }
    }
  }

  private async send({ connection, opened }: Transaction, sql: string, parameters?: unknown[]): Promise<Answer> {
    this.onStatement?.(sql);
    holdPacket(connection);
    const isKept = parameters?.length && (this.lane || isAskedOften(sql));
    const statement = isKept ? preparedStatement(connection, sql) : sql;
    // Should the opening fail, what follows it finds nothing, and that failure is its answer.
    const [opening, answer] = await Promise.allSettled([opened, connection.query(statement, parameters)]);
    if (opening.status === 'rejected') throw opening.reason;
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  }

  /** The transaction that is open, or the next one. */
  private opening(): Promise<Transaction> {
    this.transaction ??= this.begin();
    return this.transaction;
  }

  private async begin(): Promise<Transaction> {
    const hasAnother = this.isOpen || (this.lane?.pass(this.runner) ?? false);
    const connection: Connection = await this.runner.connect().catch((error) => {
      this.transaction = undefined;
      throw translateDatabaseError(error) === error ? notAnswering() : error;
    });
    this.isOpen = true; // also when its second half fails
    const sql = `${hasAnother ? 'ROLLBACK; ' : ''}${opening(this.viewer.identity, this.mode, this.lane !== undefined)}`;
    this.onStatement?.(sql);
    holdPacket(connection);
    const opened = connection.query(sql);
    opened.catch(() => undefined); // what follows tells of it
    return { connection, opened };
  }
}

/** Keeps what is written until all that runs now has written, and sends it together. */
function holdPacket({ connection: { stream } }: Connection): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}
