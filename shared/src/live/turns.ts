import { ConnectionLane } from '../database/connection-lane';

/**
 * Lets so many pieces of work run at once, the others after them in the order in which they came. What comes after another
 * goes on in its lane, where it finds its connection.
 */
export class Turns {
  private running = 0;
  private readonly waiting: ((lane: ConnectionLane) => void)[] = [];

  constructor(private readonly most: number) {}

  async run<T>(work: (lane: ConnectionLane) => Promise<T>): Promise<T> {
    const lane = this.running < this.most ? this.anew() : await new Promise<ConnectionLane>((resolve) => this.waiting.push(resolve));
    try {
      return await work(lane);
    } finally {
      const next = this.waiting.shift(); // takes this one's place
      if (next) next(lane);
      else {
        this.running -= 1;
        await lane.clear();
      }
    }
  }

  private anew(): ConnectionLane {
    this.running += 1;
    return new ConnectionLane(() => this.waiting.length > 0);
  }
}
