import { GraphQLError } from 'graphql';

/** Of a client that takes events more slowly than they come. */
const tooSlow = (most: number) =>
  new GraphQLError(`${most} events wait to be taken, and no more are kept; subscribe again.`, { extensions: { code: 'LIMIT' } });

/** Events that wait for whoever takes them, one after the other, and so many at most: then they end, and say so. */
export class EventQueue<T> {
  private readonly waiting: T[] = [];
  private taker?: { readonly resolve: (step: IteratorResult<T, undefined>) => void; readonly reject: (error: Error) => void };
  private ending?: { readonly error?: Error };

  constructor(private readonly most: number) {}

  get isOver(): boolean {
    return this.ending !== undefined;
  }

  push(value: T): void {
    if (this.ending) return;
    const { taker } = this;
    if (taker) {
      this.taker = undefined;
      taker.resolve({ value, done: false });
    } else if (this.waiting.length < this.most) this.waiting.push(value);
    else this.cut(tooSlow(this.most));
  }

  /** Lets what waits be taken first. @param error why it ends, unless all has been said */
  end(error?: Error): void {
    this.ending ??= { error };
    if (this.taker) this.finish(this.taker);
  }

  /** Ends it at once. */
  cut(error?: Error): void {
    this.waiting.length = 0;
    this.ending = { error };
    if (this.taker) this.finish(this.taker);
  }

  /** By one taker at a time. @throws Error why it ended */
  next(): Promise<IteratorResult<T, undefined>> {
    if (this.waiting.length) return Promise.resolve({ value: this.waiting.shift() as T, done: false });
    return new Promise((resolve, reject) => {
      this.taker = { resolve, reject };
      if (this.ending) this.finish(this.taker);
    });
  }

  private finish({ resolve, reject }: NonNullable<typeof this.taker>): void {
    const { error } = this.ending ?? {};
    this.taker = undefined;
    this.ending = {}; // a reason is told once
    if (error) reject(error);
    else resolve({ value: undefined, done: true });
  }
}
