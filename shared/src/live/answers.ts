import type { GraphQLAnswer } from '../graphql/execute';
import type { LiveNotice } from './live-notice';
import type { LiveStream } from './live-stream';

type Step = IteratorResult<GraphQLAnswer, undefined>;

/**
 * What one subscription is told, one after the other: the next notice is answered when the answer before was taken. Not a
 * generator function, whose `return` waits for the `next` under way, and so for news that may never come.
 */
export class Answers implements AsyncIterableIterator<GraphQLAnswer> {
  /** @param answer undefined for what is no news to this viewer @param left is told when it is over */
  constructor(
    private readonly stream: LiveStream,
    private readonly answer: (notice: LiveNotice) => Promise<GraphQLAnswer | undefined>,
    private readonly left: (answers: Answers) => void,
  ) {}

  /** Whether nothing more comes, if not all of it was taken yet. */
  get isOver(): boolean {
    return this.stream.isOver;
  }

  /** @throws PlatError why the subscription is over, unless the client ended it */
  async next(): Promise<Step> {
    try {
      for (;;) {
        const notice = await this.stream.next();
        if (notice.done) return this.return();
        const value = await this.answer(notice.value);
        if (value && !this.stream.isOver) return { value, done: false };
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  async return(): Promise<Step> {
    this.close();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<Step> {
    this.close();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private close(): void {
    this.stream.finish();
    this.left(this);
  }
}
