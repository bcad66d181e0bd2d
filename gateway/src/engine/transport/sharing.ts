import { untilOver } from '../execution/until-over';

/** Whether a text may be anything but queries: by its letters, and on the safe side. */
export const mayChange = (text: string): boolean => text.includes('mutation') || text.includes('subscription');

/** An answer, and perhaps texts that come later. */
interface Answer {
  readonly rest?: AsyncIterableIterator<string>;
}

/**
 * Answers that are under way, for whoever asks the same as the same person meanwhile. What somebody changes ends the sharing
 * of what they read before: each of their queries sees their own mutations.
 */
export class Sharing<T extends Answer> {
  private readonly viewers = new Map<string, Map<string, Shared<T>>>();

  /**
   * @param viewer everything about who asks that may change the answer
   * @param question everything about what is asked
   * @param client aborted when this one has gone; when all have, so is the signal that the answer is made with
   * @returns the answer, an object of one's own; what comes later of it, each takes as fast as they want to
   */
  share(viewer: string, question: string, client: AbortSignal, answer: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return (this.known(viewer, question) ?? this.begin(viewer, question, answer)).join(client);
  }

  /** Before and after a mutation of theirs. */
  forget(viewer: string): void {
    this.viewers.delete(viewer);
  }

  /** What everybody has left is being given up, and no answer for whoever comes now. */
  private known(viewer: string, question: string): Shared<T> | undefined {
    const shared = this.viewers.get(viewer)?.get(question);
    return shared?.isGivenUp ? undefined : shared;
  }

  private begin(viewer: string, question: string, answer: (signal: AbortSignal) => Promise<T>): Shared<T> {
    const own = this.viewers.get(viewer) ?? new Map<string, Shared<T>>();
    this.viewers.set(viewer, own);
    const shared: Shared<T> = new Shared(answer, () => {
      if (own.get(question) === shared) own.delete(question);
      if (own.size === 0 && this.viewers.get(viewer) === own) this.viewers.delete(viewer);
    });
    own.set(question, shared);
    return shared;
  }
}

/** An answer under way, and who waits for it. */
class Shared<T extends Answer> {
  private readonly controller = new AbortController();
  private readonly waiting = new Set<() => void>();
  private joined = 0;
  private readonly answer: Promise<T>;
  private isOver = false;
  private rest?: AsyncIterableIterator<string>;
  /** Texts that came later, in order. They are kept until all of them have come, and whoever is slow has taken them. */
  private readonly taken: Promise<IteratorResult<string, unknown>>[] = [];

  /** @param over called when all of it has come, or nobody waits for it any more */
  constructor(make: (signal: AbortSignal) => Promise<T>, over: () => void) {
    const end = () => {
      this.isOver = true;
      over();
    };
    this.answer = make(this.controller.signal).then(
      (answer) => {
        if (answer.rest) this.rest = untilOver(answer.rest, end);
        else end();
        if (this.isGivenUp) void this.rest?.return?.();
        return answer;
      },
      (error: unknown) => {
        end();
        throw error;
      },
    );
  }

  get isGivenUp(): boolean {
    return this.controller.signal.aborted;
  }

  async join(client: AbortSignal): Promise<T> {
    const leave = () => {
      client.removeEventListener('abort', leave);
      this.waiting.delete(leave);
      if (this.waiting.size === 0 && !this.isOver) this.giveUp(client.reason);
    };
    this.waiting.add(leave);
    this.joined++;
    if (client.aborted) leave();
    else client.addEventListener('abort', leave);
    try {
      const answer = await this.answer;
      if (this.rest) return { ...answer, rest: untilOver(this.texts(this.rest), leave) };
      leave();
      return this.joined === 1 ? answer : { ...answer };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** For one who waits: the first who wants a text has it made. */
  private async *texts(rest: AsyncIterableIterator<string>): AsyncGenerator<string, void> {
    for (let n = 0; ; n++) {
      this.taken[n] ??= rest.next();
      const step = (await this.taken[n]) as IteratorResult<string, unknown>;
      if (step.done) return;
      yield step.value;
    }
  }

  private giveUp(reason: unknown): void {
    this.controller.abort(reason);
    void this.rest?.return?.();
  }
}
