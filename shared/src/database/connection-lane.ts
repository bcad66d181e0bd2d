import type { QueryRunner } from 'typeorm';

/** The driver's connection, as far as it is passed on. */
interface Connection {
  query(sql: string): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}

/** What TypeORM keeps of the connection that a runner works on. */
interface Runner {
  databaseConnection?: Connection;
  releaseCallback?: ((error?: Error) => void) | undefined;
  releasePostgresConnection(error?: Error): Promise<void>;
}

/** A connection whose transaction is over but for the ROLLBACK, which is sent together with the next BEGIN. */
interface Held {
  readonly connection: Connection;
  /** Gives it back to the pool. */
  readonly release: (error?: Error) => void;
}

/**
 * The connection on which transactions that cannot write follow one another, each of its own viewer: between two of them
 * `ROLLBACK; BEGIN; …` is one round trip instead of two. Nothing of the one before is left for the next: its runner is
 * released, so that whatever still runs there is refused, and its identity ends with its transaction.
 */
export class ConnectionLane {
  private held: Held | undefined;
  /** How runners to whom the connection was passed let go of it. */
  private readonly passed = new WeakMap<QueryRunner, Held & { readonly leave: () => void }>();

  /** @param isWanted whether somebody waits to go on where this one ends */
  constructor(private readonly isWanted: () => boolean) {}

  /** Gives a runner the connection of the one before. @returns whether there was one: then its transaction is still to be rolled back */
  pass(to: QueryRunner): boolean {
    const { held } = this;
    if (!held) return false;
    this.held = undefined;
    const runner = to as unknown as Runner;
    const onError = (error: Error): void => void runner.releasePostgresConnection(error);
    const leave = (): void => void held.connection.removeListener('error', onError);
    held.connection.on('error', onError);
    runner.databaseConnection = held.connection;
    runner.releaseCallback = (error) => {
      leave();
      held.release(error);
    };
    this.passed.set(to, { ...held, leave });
    return true;
  }

  /** Takes a runner's connection, with its transaction open, if somebody waits for it. @returns whether it is taken */
  async keep(from: QueryRunner): Promise<boolean> {
    const runner = from as unknown as Runner;
    const passed = this.passed.get(from);
    const { databaseConnection: connection, releaseCallback } = runner;
    const release = passed?.release ?? releaseCallback;
    if (!this.isWanted() || !connection || !releaseCallback || !release) return false; // or it broke, and is gone
    passed?.leave();
    this.held = { connection, release };
    runner.releaseCallback = undefined;
    await from.release();
    return true;
  }

  /** Ends what nobody went on with. */
  async clear(): Promise<void> {
    const { held } = this;
    this.held = undefined;
    if (!held) return;
    await held.connection.query('ROLLBACK').then(
      () => held.release(),
      (error: Error) => held.release(error),
    );
  }
}
