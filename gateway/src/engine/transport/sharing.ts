/** Whether a text may be anything but queries: by its letters, and on the safe side. */
export const mayChange = (text: string): boolean => text.includes('mutation') || text.includes('subscription');

/** An answer under way, and how many wait for it. */
interface Shared<T> {
  readonly answer: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Answers that are under way, for whoever asks the same as the same person meanwhile. What somebody changes ends the sharing
 * of what they read before: each of their queries sees their own mutations.
 */
export class Sharing<T> {
  private readonly viewers = new Map<string, Map<string, Shared<T>>>();

  /**
   * @param viewer everything about who asks that may change the answer
   * @param question everything about what is asked
   * @param client aborted when this one has gone; when all have, so is the signal that the answer is made with
   */
  share(viewer: string, question: string, client: AbortSignal, answer: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const shared = this.known(viewer, question) ?? this.begin(viewer, question, answer);
    shared.waiting++;
    const leave = () => {
      if (--shared.waiting === 0) shared.controller.abort(client.reason);
    };
    client.addEventListener('abort', leave, { once: true });
    return shared.answer.finally(() => client.removeEventListener('abort', leave));
  }

  /** Before and after a mutation of theirs. */
  forget(viewer: string): void {
    this.viewers.delete(viewer);
  }

  /** What everybody has left is being given up, and no answer for whoever comes now. */
  private known(viewer: string, question: string): Shared<T> | undefined {
    const shared = this.viewers.get(viewer)?.get(question);
    return shared?.controller.signal.aborted ? undefined : shared;
  }

  private begin(viewer: string, question: string, answer: (signal: AbortSignal) => Promise<T>): Shared<T> {
    const own = this.viewers.get(viewer) ?? new Map<string, Shared<T>>();
    this.viewers.set(viewer, own);
    const controller = new AbortController();
    const shared: Shared<T> = {
      controller,
      waiting: 0,
      answer: answer(controller.signal).finally(() => {
        if (own.get(question) === shared) own.delete(question);
        if (own.size === 0 && this.viewers.get(viewer) === own) this.viewers.delete(viewer);
      }),
    };
    own.set(question, shared);
    return shared;
  }
}
