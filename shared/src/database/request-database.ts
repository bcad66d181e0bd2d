import { escapeLiteral } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { Identity, Viewer } from '../access/viewer';
import { translateDatabaseError } from '../errors/database-error';
import { PlatError, unavailable } from '../errors/plat-error';
import { COMMIT_LIMITS } from './commit-limits';
import { type BatchConnection, ReadWaves } from './read-waves';

/** `read`: transactions that cannot write, for a query. `write`: one transaction for one root field. */
export type TransactionMode = 'read' | 'write';

/** Called with the text of every statement that reaches the database; tests and benchmarks count with it. */
export type StatementListener = (sql: string) => void;

/**
 * Opens a transaction as somebody, in one round trip: two statements, which the protocol takes together only when they
 * have no parameters. What an identity token says is quoted by the driver as any literal.
 */
function opening({ userId = '', contactId = '', clientId = '', role, permissions = [] }: Identity): string {
  const settings = {
    'app.user_id': userId,
    'app.contact_id': contactId,
    'app.client_id': clientId,
    'app.role': role ?? '',
    'app.permissions': permissions.join(),
    transaction_read_only: 'off',
  };
  const each = Object.entries(settings).map(([name, value]) => `set_config('${name}', ${escapeLiteral(value)}, true)`);
  return `BEGIN; SELECT num_nulls(${each.join(', ')})`; // one small column, which nobody reads
}

/** Half of a character: the driver would write another one in its place, where PostgreSQL would have refused it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const isIllFormed = (value: unknown): boolean => typeof value === 'string' && LONE_SURROGATE.test(value);

const notAnswering = () => unavailable('The database does not answer right now; try again.');

/**
 * The only door of a request to its database: transactions that carry the viewer's identity, under which row level
 * security decides. What writes is one transaction, which opens with the first statement, and runs one after another,
 * because graphql-js resolves siblings in parallel; what only reads is sent at once.
 */
export class RequestDatabase {
  /** TypeORM's manager on these transactions; `save` and `find` of services and loaders go through it. */
  readonly manager: EntityManager;
  private readonly runner: QueryRunner;
  private readonly rawQuery: QueryRunner['query'];
  private readonly reads: ReadWaves | undefined;
  private tail: Promise<unknown> = Promise.resolve();
  private opened: Promise<unknown> | undefined;
  /** Whether a transaction is open on the connection, or one that failed. */
  private isOpen = false;
  private ended = false;
  private savepoints = 0;
  private failure: unknown;

  constructor(
    source: DataSource,
    private readonly viewer: Viewer,
    mode: TransactionMode,
    private readonly onStatement?: StatementListener,
  ) {
    this.runner = source.createQueryRunner();
    this.manager = this.runner.manager;
    this.rawQuery = this.runner.query.bind(this.runner) as QueryRunner['query'];
    if (mode === 'read') this.reads = new ReadWaves(viewer.identity, () => this.connect<BatchConnection>(), onStatement);
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
    if (this.reads) return work();
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
   * @throws PlatError UNAVAILABLE for a commit after a statement that failed: nothing was written
   */
  async end(outcome: 'commit' | 'rollback'): Promise<void> {
    this.ended = true;
    await (this.reads?.settled() ?? this.tail);
    if (!this.isOpen) return this.runner.release();
    this.isOpen = false;
    const isKept = outcome === 'commit' && !this.hasFailed;
    try {
      await this.send(isKept ? `${COMMIT_LIMITS}; COMMIT` : 'ROLLBACK');
    } catch (error) {
      await this.send('ROLLBACK').catch(() => undefined); // nothing stays open on a connection that others are given
      throw translateDatabaseError(error);
    } finally {
      await this.runner.release();
    }
    if (outcome === 'commit' && !isKept) throw unavailable('The change was not saved; try again.');
  }

  private async send(sql: string): Promise<void> {
    const connection = await this.connect<{ query(sql: string): Promise<unknown> }>();
    this.onStatement?.(sql);
    await connection.query(sql);
  }

  private query(sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> {
    if (this.ended) return Promise.reject(notAnswering());
    if (parameters?.flat().some(isIllFormed)) {
      this.failure = new PlatError('BAD_USER_INPUT', 'A text has half of a character in it.');
      return Promise.reject(this.failure);
    }
    if (this.reads) return this.read(this.reads, sql, parameters, structured);
    const { tail } = this;
    const result = tail.then(() => this.write(sql, parameters, structured));
    this.tail = Promise.allSettled([tail, result]);
    return result;
  }

  private async read(reads: ReadWaves, sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> {
    const rows = await reads.ask(sql, parameters);
    return structured ? { raw: rows, records: rows, affected: rows.length } : rows;
  }

  private async write(sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> {
    try {
      this.opened ??= this.begin();
      await this.opened;
      this.onStatement?.(sql);
      return await this.rawQuery(sql, parameters as never[], structured as true);
    } catch (error) {
      this.failure = error;
      throw translateDatabaseError(error);
    }
  }

  private async begin(): Promise<void> {
    await this.connect();
    this.isOpen = true; // also when its second half fails
    await this.send(opening(this.viewer.identity));
  }

  /** The driver's connection. */
  private async connect<T>(): Promise<T> {
    return this.runner.connect().catch((error) => {
      throw translateDatabaseError(error) === error ? notAnswering() : error;
    });
  }
}
