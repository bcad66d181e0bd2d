import { escapeLiteral } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { Identity, Viewer } from '../access/viewer';
import { translateDatabaseError } from '../errors/database-error';
import { PlatError, unavailable } from '../errors/plat-error';
import type { ConnectionLane } from './connection-lane';
import { preparedStatement } from './prepared-statement';

/** The driver's connection, which takes a statement before the one before it is answered. */
interface Connection {
  query(sql: string): Promise<{ readonly command: string }>;
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
}

/** `read`: one transaction that cannot write, for a whole query. `write`: one transaction for one root field. */
export type TransactionMode = 'read' | 'write';

/** Called with the text of every statement that reaches the database; tests and benchmarks count with it. */
export type StatementListener = (sql: string) => void;

/**
 * Opens a transaction as somebody, in one round trip: two statements, which the protocol takes together only when they
 * have no parameters. What an identity token says is quoted by the driver as any literal.
 */
function opening({ userId = '', contactId = '', clientId = '', role, permissions = [] }: Identity, mode: TransactionMode): string {
  const settings = {
    'app.user_id': userId,
    'app.contact_id': contactId,
    'app.client_id': clientId,
    'app.role': role ?? '',
    'app.permissions': permissions.join(),
    transaction_read_only: mode === 'read' ? 'on' : 'off',
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
 * viewer's identity, under which row level security decides. Statements run one after another, because graphql-js
 * resolves siblings in parallel and a PostgreSQL connection answers one question at a time.
 */
export class RequestDatabase {
  /** TypeORM's manager on this transaction; `save` and `find` of services and loaders go through it. */
  readonly manager: EntityManager;
  private readonly runner: QueryRunner;
  private readonly rawQuery: QueryRunner['query'];
  private tail: Promise<unknown> = Promise.resolve();
  private open = false;
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
    await this.tail.catch(() => undefined);
    if (!this.open) return this.runner.release();
    this.open = false;
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
    const result = this.tail.catch(() => undefined).then(() => this.run(sql, parameters, structured));
    this.tail = result;
    return result;
  }

  private async run(sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> {
    try {
      if (parameters?.flat().some(isIllFormed)) throw new PlatError('BAD_USER_INPUT', 'A text has half of a character in it.');
      const [connection, opened] = await this.begin();
      // What only reads follows its opening at once: should that fail, it finds nothing, and the failure is its answer.
      if (this.mode === 'write') await opened;
      this.onStatement?.(sql);
      const statement = this.lane && parameters?.length ? preparedStatement(connection, sql) : sql;
      // TypeORM hands what it is given to the driver, which takes both.
      const [opening, answer] = await Promise.allSettled([
        opened,
        this.rawQuery(statement as string, parameters as never[], structured as true),
      ]);
      if (opening.status === 'rejected') throw opening.reason;
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    } catch (error) {
      await this.recover(error);
      throw translateDatabaseError(error);
    }
  }

  /** @returns the connection, and when the transaction on it is open */
  private async begin(): Promise<[connection: Connection, opened: Promise<unknown> | undefined]> {
    const isPassedOn = !this.open && (this.lane?.pass(this.runner) ?? false);
    const connection: Connection = await this.runner.connect().catch((error) => {
      throw translateDatabaseError(error) === error ? notAnswering() : error;
    });
    if (this.open) return [connection, undefined];
    const sql = `${isPassedOn ? 'ROLLBACK; ' : ''}${opening(this.viewer.identity, this.mode)}`;
    this.onStatement?.(sql);
    this.open = true; // also when its second half fails
    const { stream } = connection.connection;
    stream.cork(); // what follows at once goes with it
    process.nextTick(() => stream.uncork());
    return [connection, connection.query(sql)];
  }

  /** A query's siblings go on in a new transaction; a mutation is over, unless a savepoint takes the error. */
  private async recover(error: unknown): Promise<void> {
    this.failure = error;
    if (this.mode === 'write' || !this.open) return;
    this.open = false;
    await this.rawQuery('ROLLBACK').catch(() => undefined); // a broken connection has rolled back already
  }
}
