import { PlatError } from '../errors/plat-error';
import { type EventPattern, matches } from '../events/subscriptions';
import type { LiveNotice } from './live-notice';

/** What a subscription waits for, and who may go on waiting. */
export interface Watch {
  /** The events that are its news: after each, its field is resolved anew with the notice as its root. */
  readonly on: readonly EventPattern[];
  /** Events that are no news, and by which the right to the news may end. */
  readonly heed?: readonly EventPattern[];
  /** Of these, the ones that name this: `{ name: 'exchangeId', id }`. */
  readonly about: { readonly name: string; readonly id: string };
  /**
   * Asked at the start and before each answer, in its transaction, with the context that the answer has, and with what
   * is to be answered; undefined at the start, and for what is only a reason to ask.
   * @throws PlatError NOT_FOUND or FORBIDDEN, which ends the subscription
   */
  readonly may: (context: never, news: LiveNotice | undefined) => void | Promise<void>;
}

/** Where services let subscriptions wait. */
export interface Live {
  /** @returns what the `subscribe` of a field answers @throws PlatError UNAVAILABLE while events cannot be heard */
  watch(watch: Watch): LiveStream;
}

const tooSlow = () =>
  new PlatError('LIMIT', 'What happened was not taken fast enough. Ask for how things are now, then subscribe again; the rest is dropped.');

/** The notices that one subscription has yet to answer: a few of them, in order, and no connection to anything. */
export class LiveStream implements AsyncIterableIterator<LiveNotice> {
  private waiting: LiveNotice[] = [];
  private wake: () => void = () => undefined;
  private end: { readonly error?: PlatError } | undefined;
  private isTold = false;

  /** @param most that waits @param left is told when the stream is over */
  constructor(
    readonly watch: Watch,
    private readonly most: number,
    private readonly left: (stream: LiveStream) => void,
  ) {}

  get isOver(): boolean {
    return this.end !== undefined;
  }

  /** Whether a notice is one to answer, and not only a reason to look whether the subscription may go on. */
  isNews({ type }: LiveNotice): boolean {
    return this.watch.on.some((pattern) => matches(pattern, type));
  }

  /** Takes a notice if it is one for this stream; one too many ends it. */
  offer(notice: LiveNotice): void {
    if (this.isOver || !(this.isNews(notice) || this.watch.heed?.some((pattern) => matches(pattern, notice.type)))) return;
    if (this.waiting.length < this.most) {
      this.waiting.push(notice);
      this.wake();
    } else this.finish(tooSlow());
  }

  /** Ends it; what waits is dropped. @param error the reason, which {@link next} throws once */
  finish(error?: PlatError): void {
    if (this.end) return;
    this.end = { error };
    this.waiting = [];
    this.left(this);
    this.wake();
  }

  async next(): Promise<IteratorResult<LiveNotice, undefined>> {
    for (;;) {
      if (this.end) {
        if (!this.end.error || this.isTold) return { value: undefined, done: true };
        this.isTold = true;
        throw this.end.error;
      }
      const value = this.waiting.shift();
      if (value) return { value, done: false };
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async return(): Promise<IteratorResult<LiveNotice, undefined>> {
    this.finish();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
