import { setImmediate as afterOthers } from 'node:timers/promises';
import type { Turns } from './turns';

/**
 * Answers that several subscriptions ask for in the same words, read once. Only those share one who asked before it is
 * read, so that nobody is told what was so before they asked.
 */
export class SharedAnswers<T> {
  private readonly unread = new Map<string, Promise<T>>();

  constructor(private readonly turns: Turns) {}

  /** @param key by which two questions have one answer: who asks, what, and after which notice */
  of(key: string, read: () => Promise<T>): Promise<T> {
    const same = this.unread.get(key);
    if (same) return same;
    const answer = this.inTurn(key, read);
    this.unread.set(key, answer);
    return answer;
  }

  private async inTurn(key: string, read: () => Promise<T>): Promise<T> {
    await afterOthers(); // who are told of the same notice at this moment
    return this.turns.run(() => {
      this.unread.delete(key);
      return read();
    });
  }
}
