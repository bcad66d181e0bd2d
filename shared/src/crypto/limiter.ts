/** Lets so many works run at once and so many wait; whatever comes beyond is refused at once instead of late. */
export class Limiter {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly atMostWaiting: number,
    private readonly refusal: () => Error,
  ) {}

  /** @throws the refusal when no more works may wait: for work that comes before the limited one */
  assertRoom(): void {
    if (this.running >= this.atOnce && this.waiting.length >= this.atMostWaiting) throw this.refusal();
  }

  /** @throws the refusal, or what the work throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.assertRoom();
    // Whoever ends hands its place to the one that waits longest, so that nobody who comes new can take it.
    if (this.running >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
