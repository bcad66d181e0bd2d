import { performance } from 'node:perf_hooks';

/** So many operations run side by side however busy the process is, unless it is said otherwise. */
const LEAST = 2;
/** So many at first. */
const AT_REST = 64;
const MOST = 65_536;
const LOOK_MS = 5;
/** Share of the time in which the event loop is at work, from which on it has none left. */
const BUSY = 0.9;

/**
 * Lets operations begin. While there is time left, they do so at once; when the event loop has none, those that have begun are
 * ended first: to begin more would end none of them sooner, and hold the data of all for longer. How many run side by side
 * doubles and halves by how busy the event loop was.
 */
export class Admission {
  private running = 0;
  private most = AT_REST;
  private readonly waiting: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param least so many operations run side by side however busy the process is; more of them where they wait for something
   * that works meanwhile
   * @param utilization share of the time since it was asked last in which the event loop was at work
   * @param lookMs how often it is asked while several run
   */
  constructor(
    private readonly least = LEAST,
    private readonly utilization: () => number = eventLoopUtilization(),
    private readonly lookMs = LOOK_MS,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.least) this.watch();
    if (this.running < this.most) this.running++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      this.running--;
      this.admit();
    }
  }

  /** Looks how busy the event loop was since it looked last. */
  look(): void {
    this.most = this.utilization() > BUSY ? Math.max(this.least, this.most / 2) : Math.min(this.most * 2, MOST);
    this.admit();
    if (this.running < this.least) this.rest();
  }

  private admit(): void {
    while (this.running < this.most) {
      const begin = this.waiting.shift();
      if (!begin) return;
      this.running++;
      begin();
    }
  }

  private watch(): void {
    if (this.timer) return;
    this.utilization();
    this.timer = setInterval(() => this.look(), this.lookMs).unref();
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.most = AT_REST;
  }
}

function eventLoopUtilization(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}
