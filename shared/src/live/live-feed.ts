import type { Logger } from 'pino';
import { type Ask, Notices } from '../database/notices';
import type { ServiceName } from '../database/service';
import { unavailable } from '../errors/plat-error';
import { LIVE_CHANNEL, type LiveNotice, noticeOfRow, parseNotice, RECENT_SQL, type RecentRow } from './live-notice';
import { type Live, LiveStream, type Watch } from './live-stream';

export interface FeedParts {
  readonly service: ServiceName;
  /** Of a role that may read the outbox. */
  readonly systemUrl: string;
  readonly log: Pick<Logger, 'warn'>;
  /** How many notices a stream keeps. */
  readonly buffer: number;
  /** How long it may be interrupted before its streams end. */
  readonly longestGapMs: number;
}

/** Whether the connection still answers is looked at this often; what it told before is known to be all. */
const LOOK_MS = 5_000;
/** No transaction is open for longer before its event is seen; `occurred_at` is when it began. */
const LONGEST_TRANSACTION_MS = 60_000;
/** More than this is not caught up with. */
const MOST_MISSED = 20_000;

const missed = () => unavailable('What happened meanwhile may not have been told. Ask for how things are now, then subscribe again.');

const keyOf = (name: string, id: string) => `${name} ${id}`;

/**
 * All that a service's database tells, on one connection that listens, handed to the subscriptions that wait for it. After
 * an interruption it reads in the outbox what was recorded meanwhile, and tells each event that it has not told yet: in the
 * order of their numbers, and once. What it cannot catch up with ends the streams, for a reason that clients can act upon.
 */
export class LiveFeed implements Live {
  private readonly streams = new Map<string, Set<LiveStream>>();
  /** When each of the latest events was heard, by its number; oldest first. */
  private readonly heard = new Map<number, number>();
  private notices: Notices | undefined;
  private looking: NodeJS.Timeout | undefined;
  private giveUp: NodeJS.Timeout | undefined;
  private isListening = false;
  /** Until what was missed is read. */
  private isBehind = true;
  /** Up to here everything was heard; undefined before the first connection, when nobody waited for anything. */
  private knownUntil: number | undefined;

  constructor(private readonly parts: FeedParts) {}

  /** @returns when the first attempt to connect is over */
  async start(): Promise<this> {
    const { service, systemUrl, log } = this.parts;
    this.notices = new Notices(
      { url: systemUrl, channel: LIVE_CHANNEL, name: `plat ${service} live` },
      {
        connected: async () => {
          this.isBehind = true;
        },
        noticed: (ask, text) => this.noticed(ask, text),
        lost: () => this.lost(),
      },
      log,
    );
    await this.notices.start();
    this.looking = setInterval(() => void this.notices?.look(), LOOK_MS).unref();
    return this;
  }

  watch(watch: Watch): LiveStream {
    if (!this.isListening) throw unavailable('What happens cannot be told right now; try again.');
    const key = keyOf(watch.about.name, watch.about.id.toLowerCase());
    const stream = new LiveStream(watch, this.parts.buffer, () => {
      const others = this.streams.get(key);
      others?.delete(stream);
      if (!others?.size) this.streams.delete(key);
    });
    this.streams.set(key, (this.streams.get(key) ?? new Set()).add(stream));
    return stream;
  }

  async stop(): Promise<void> {
    clearInterval(this.looking);
    clearTimeout(this.giveUp);
    await this.notices?.stop();
    for (const stream of this.all()) stream.finish(unavailable('The service stops; connect again.'));
  }

  private async noticed(ask: Ask, text: string | undefined): Promise<void> {
    const began = performance.now();
    if (text !== undefined) {
      if (!this.isBehind) this.hear(parseNotice(text)); // else it is among what is about to be read
      return;
    }
    if (this.isBehind) await this.catchUp(ask, began);
    else await ask('SELECT 1');
    this.knownUntil = began;
    for (const [seq, at] of this.heard) {
      if (at > began - LONGEST_TRANSACTION_MS) break;
      this.heard.delete(seq);
    }
  }

  /** Before the first connection nobody waited: then this only learns what was told already. */
  private async catchUp(ask: Ask, began: number): Promise<void> {
    const gap = this.knownUntil === undefined ? 0 : began - this.knownUntil;
    const rows = await ask<RecentRow>(RECENT_SQL, [(gap + LONGEST_TRANSACTION_MS) / 1_000, MOST_MISSED + 1]);
    if (rows.length > MOST_MISSED) this.endAll();
    this.isBehind = false;
    this.isListening = true;
    clearTimeout(this.giveUp);
    for (const row of rows) {
      if (this.knownUntil === undefined) this.heard.set(Number(row.seq), began);
      else this.hear(noticeOfRow(row));
    }
  }

  private hear(notice: LiveNotice): void {
    if (this.heard.has(notice.seq)) return;
    this.heard.set(notice.seq, performance.now());
    for (const [name, id] of Object.entries(notice.ids)) {
      for (const stream of this.streams.get(keyOf(name, id)) ?? []) stream.offer(notice);
    }
  }

  private lost(): void {
    if (!this.isListening) return;
    this.isListening = false;
    this.giveUp = setTimeout(() => this.endAll(), this.parts.longestGapMs).unref();
  }

  private endAll(): void {
    for (const stream of this.all()) stream.finish(missed());
  }

  private all(): LiveStream[] {
    return [...this.streams.values()].flatMap((some) => [...some]);
  }
}
