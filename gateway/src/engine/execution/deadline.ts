import { setMaxListeners } from 'node:events';

/** An operation took longer than it may. */
export class DeadlinePassed extends Error {
  readonly extensions = { code: 'UNAVAILABLE' };

  constructor() {
    super('There was no time left for this field; try again, or ask for less at a time.');
  }
}

/** Aborts its signal when the time is over, or the client gone, until it is ended. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  /** @param ms from now on @param client aborted when nobody waits any more */
  constructor(
    ms: number,
    private readonly client?: AbortSignal,
  ) {
    setMaxListeners(0, this.controller.signal); // one for each request that is under way
    this.timer = setTimeout(() => this.controller.abort(new DeadlinePassed()), ms);
    if (client?.aborted) this.leave();
    else client?.addEventListener('abort', this.leave, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Gives up what is under way. */
  giveUp(): void {
    this.end();
    this.controller.abort(new Error('nobody waits for it any more'));
  }

  end(): void {
    clearTimeout(this.timer);
    this.client?.removeEventListener('abort', this.leave);
  }

  private readonly leave = (): void => this.controller.abort(this.client?.reason);
}
