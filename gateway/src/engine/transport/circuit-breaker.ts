/** How a breaker is set. */
export interface BreakerLimits {
  /** So many failures in a row open it. */
  readonly failures: number;
  /** How long it then refuses, before one request may try again. */
  readonly openMs: number;
}

export const BREAKER_LIMITS: BreakerLimits = { failures: 5, openMs: 1_000 };

/**
 * Spares whoever asks the wait for a subgraph that has failed again and again: for a while all are refused at once, then one
 * is let through, and its fate decides for the others.
 */
export class CircuitBreaker {
  private failures = 0;
  private openUntil = 0;
  private isTrying = false;

  /** @param now milliseconds, for a test to say */
  constructor(
    private readonly limits: BreakerLimits = BREAKER_LIMITS,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether a request may be sent; whoever is let through has to say how it went. */
  admits(): boolean {
    if (this.failures < this.limits.failures) return true;
    if (this.isTrying || this.now() < this.openUntil) return false;
    this.isTrying = true;
    return true;
  }

  succeeded(): void {
    this.failures = 0;
    this.isTrying = false;
  }

  failed(): void {
    this.failures++;
    this.isTrying = false;
    if (this.failures >= this.limits.failures) this.openUntil = this.now() + this.limits.openMs;
  }

  /** A request that was given up says nothing of the subgraph. */
  gaveUp(): void {
    this.isTrying = false;
  }
}
