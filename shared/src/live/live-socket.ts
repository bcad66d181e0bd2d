import type { WebSocket } from 'ws';
import type { LiveBounds } from './live-bounds';

/** A reason is 123 bytes at most. */
const REASON_BYTES = 123;

/**
 * A WebSocket that is written to one message after the other, each when the client's side has room for it. One that takes
 * nothing holds its subscriptions up, and ends: by what waits to be written, or by a ping that it does not answer.
 */
export class LiveSocket {
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;
  private isAlive = true;
  private readonly pings: NodeJS.Timeout;

  constructor(
    private readonly socket: WebSocket,
    private readonly bounds: Pick<LiveBounds, 'keepAliveMs' | 'messages'>,
  ) {
    socket.on('pong', () => {
      this.isAlive = true;
    });
    this.pings = setInterval(() => this.ping(), bounds.keepAliveMs).unref();
    socket.once('close', () => clearInterval(this.pings));
  }

  get protocol(): string {
    return this.socket.protocol;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** @returns when it is written, or when there is nobody to write to any more */
  send(text: string): Promise<void> {
    if (!this.isOpen) return Promise.resolve();
    if (this.waiting >= this.bounds.messages) {
      this.socket.terminate();
      return Promise.resolve();
    }
    this.waiting += 1;
    this.tail = this.tail.then(() => this.write(text));
    return this.tail;
  }

  /** Says why, behind what is being written; nothing is written after it. */
  close(code: number, reason: string): void {
    let text = reason;
    while (Buffer.byteLength(text) > REASON_BYTES) text = text.slice(0, -1);
    this.socket.close(code, text);
  }

  /** @param hear what the client sends, until the socket is closed from here */
  hear(hear: (text: string) => Promise<void>, failed: (error: unknown) => void): void {
    this.socket.on('message', (data) => {
      if (this.isOpen) hear(String(data)).catch(failed);
    });
  }

  private write(text: string): Promise<void> {
    return new Promise((resolve) => {
      const written = () => {
        this.waiting -= 1;
        resolve();
      };
      if (this.isOpen) this.socket.send(text, written);
      else written();
    });
  }

  private ping(): void {
    if (!this.isAlive) this.socket.terminate();
    else if (this.isOpen) this.socket.ping();
    this.isAlive = false;
  }
}
