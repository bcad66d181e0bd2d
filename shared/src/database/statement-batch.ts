import type { Duplex } from 'node:stream';
import { DatabaseError, serialize } from 'pg-protocol';
import { type KeptStatement, keptStatement } from './kept-statements';
import { type Field, type RowReader, rowReader } from './row-reader';

/** A statement on its way, and who waits for its rows. */
export interface BatchStatement {
  readonly text: string;
  /** As PostgreSQL reads them. */
  readonly values: readonly (string | Buffer | null)[];
  /** Whether the connection is to keep it under a name. */
  readonly isKept: boolean;
  answer(rows: readonly Readonly<Record<string, unknown>>[]): void;
  fail(error: unknown): void;
}

/** A statement that was kept, of tables that have changed since or by a connection that has forgotten it, can be asked anew. */
const OUTDATED = new Set(['0A000', '26000']);

/**
 * Statements that go to PostgreSQL in one packet and are one transaction there, without BEGIN and COMMIT: in the extended
 * protocol, all that comes before a Sync is (PostgreSQL's manual, 54.2.4, Pipelining). The driver sends a Sync behind each statement,
 * and asks anew each time what the rows look like. To be given to its `query`.
 */
export class StatementBatch {
  /** What is left to be asked again when a statement failed: those behind it, which PostgreSQL did not look at. */
  readonly done: Promise<readonly BatchStatement[]>;
  private finish!: (unread: readonly BatchStatement[]) => void;
  private kept: readonly (KeptStatement | undefined)[] = [];
  /** How rows are read, of statements for which PostgreSQL was not asked. */
  private known: readonly (RowReader | undefined)[] = [];
  private at = 0;
  private reader: RowReader | undefined;
  private rows: Readonly<Record<string, unknown>>[] = [];
  /** What the rows of a statement could not be read for. */
  private fault: unknown;

  /** @param statements of which the first says who asks: when it fails, all do */
  constructor(readonly statements: readonly BatchStatement[]) {
    this.done = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  /** Called by the driver, when the batch may be written. */
  submit(connection: { readonly stream: Duplex }): null {
    this.kept = this.statements.map(({ text, isKept }) => (isKept ? keptStatement(connection, text) : undefined));
    this.known = this.kept.map((kept) => kept?.reader);
    const messages = this.statements.flatMap(({ text, values }, n) => {
      const name = this.kept[n]?.name ?? '';
      const isKnown = this.known[n] !== undefined;
      return [
        // The name of a statement whose first time failed may be taken.
        ...(isKnown ? [] : [...(name ? [serialize.close({ type: 'S', name })] : []), serialize.parse({ name, text })]),
        serialize.bind({ statement: name, values: values as unknown[] }),
        ...(isKnown ? [] : [serialize.describe({ type: 'P' })]),
        serialize.execute(),
      ];
    });
    this.begin();
    connection.stream.write(Buffer.concat([...messages, serialize.sync()]));
    return null;
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.reader = rowReader(fields);
    this.keep(this.reader);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      if (this.reader) this.rows.push(this.reader(fields));
    } catch (error) {
      this.fault = error;
    }
  }

  handleCommandComplete(): void {
    const statement = this.statements[this.at] as BatchStatement;
    if (this.fault) statement.fail(this.fault);
    else statement.answer(this.rows);
    this.at += 1;
    this.begin();
    if (this.at === this.statements.length) this.finish([]);
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  /** The last that the driver tells: what is behind the statement that failed is not answered. */
  handleError(error: unknown): void {
    this.keep(undefined); // PostgreSQL may not know its name
    const left = this.statements.slice(this.at);
    const code = error instanceof DatabaseError ? (error.code ?? '') : undefined;
    const isOutdated = this.known[this.at] !== undefined && OUTDATED.has(code ?? '');
    const failed = isOutdated ? [] : left.splice(0, code === undefined || this.at === 0 ? left.length : 1);
    for (const { fail } of failed) fail(error);
    this.finish(left);
  }

  handleReadyForQuery(): void {} // each was answered when it was complete

  private keep(reader: RowReader | undefined): void {
    const kept = this.kept[this.at];
    if (kept) kept.reader = reader;
  }

  private begin(): void {
    this.rows = [];
    this.fault = undefined;
    this.reader = this.known[this.at];
  }
}
