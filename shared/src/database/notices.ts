import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
const ANSWER_MS = 1_500;

/** Asks the database over the connection that listens. */
export type Ask = <Row extends object>(sql: string, values?: unknown[]) => Promise<Row[]>;

/** Who listens. Work that throws gives the connection up: another one begins with `connected`. */
export interface NoticeHearer {
  connected(ask: Ask): Promise<void>;
  /** @param payload of the notice; undefined when there may have been any */
  noticed(ask: Ask, payload?: string): Promise<void>;
  lost(): void;
}

/** One connection that listens to a channel of PostgreSQL, for as long as the process runs, and comes back by itself. */
export class Notices {
  private readonly stopping = new AbortController();
  private client: Client | undefined;
  private tail: Promise<unknown> = Promise.resolve();
  private running: Promise<void> | undefined;

  /** @param url of a role that may read what its notices are about @param channel a constant of the code */
  constructor(
    private readonly at: { readonly url: string; readonly channel: string; readonly name: string },
    private readonly hearer: NoticeHearer,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /** @returns when the first attempt to connect is over */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.running = this.run(resolve);
    });
  }

  /** Looks as if there had been a notice. @returns false when the database did not answer, or there is no connection */
  look(payload?: string): Promise<boolean> {
    const looked = this.tail.then(async () => {
      const { client } = this;
      if (!client) return false;
      try {
        await this.hearer.noticed(asking(client), payload);
        return true;
      } catch {
        await client.end().catch(() => undefined); // it may only be slow, but then nobody can rely on it
        return false;
      }
    });
    this.tail = looked;
    return looked;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.client?.end().catch(() => undefined);
    await this.running;
  }

  private async run(attempted: () => void): Promise<void> {
    const { signal } = this.stopping;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const connection = await this.connect();
      attempted();
      if (connection) {
        wait = FIRST_WAIT_MS;
        await connection.ended;
        this.client = undefined;
        this.hearer.lost();
        if (!signal.aborted) this.log.warn(`the connection that listens to ${this.at.channel} is interrupted`);
      }
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  private async connect(): Promise<{ ended: Promise<void> } | undefined> {
    const client = new Client({
      connectionString: this.at.url,
      application_name: this.at.name,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
    const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
    client.on('error', () => undefined); // `end` follows
    client.on('notification', ({ payload }) => void this.look(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${this.at.channel}`);
      await this.hearer.connected(asking(client));
      this.client = client;
      if (this.stopping.signal.aborted) await client.end();
      else await this.look(); // for a notice that came before
      return { ended };
    } catch {
      await client.end().catch(() => undefined);
      return undefined;
    }
  }
}

const asking =
  (client: Client): Ask =>
  async (sql, values = []) =>
    (await client.query(sql, values)).rows;
