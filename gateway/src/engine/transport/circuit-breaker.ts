/** How a breaker is set. */
export interface BreakerLimits {
  /** So many failures in a row open it. */
  readonly failures: number;
  /** How long it then refuses, before one request may try again. */
  readonly openMs: number;
}

/** A request that was let through. */
export type Attempt = object;

export const BREAKER_LIMITS: BreakerLimits = { failures: 5, openMs: 1_000 };

/**
 * Spares whoever asks the wait for a subgraph that has failed again and again: for a while all are refused at once, then one
 * is let through, and its fate decides for the others.
 */
export class CircuitBreaker {
  private failures = 0;
  private openUntil = 0;
  /** The one that decides whether the others may be sent again. */
  private trial: Attempt | undefined;

  /** @param now milliseconds, for a test to say */
  constructor(
    private readonly limits: BreakerLimits = BREAKER_LIMITS,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @returns what a request that may be sent says by how it went; undefined for one that may not */
  admit(): Attempt | undefined {
    if (this.failures < this.limits.failures) return {};
    if (this.trial || this.now() < this.openUntil) return undefined;
    this.trial = {};
    return this.trial;
  }

  succeeded(): void {
    this.failures = 0;
    this.trial = undefined;
  }

  failed(attempt: Attempt): void {
    this.failures++;
    this.gaveUp(attempt);
    if (this.failures >= this.limits.failures) this.openUntil = this.now() + this.limits.openMs;
  }

  /** A request that was given up says nothing of the subgraph. */
  gaveUp(attempt: Attempt): void {
    if (attempt === this.trial) this.trial = undefined;
  }
}
