import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { OutboundTargets } from './outbound-target';

/** What came back: a status, and the beginning of the body. */
export interface OutboundAnswer {
  readonly status: number;
  /** At most {@link OutboundBounds.bodyBytes}. */
  readonly body: Buffer;
}

/** How long, in milliseconds, and how much somebody else may keep us. */
export interface OutboundBounds {
  /** From the name to the head of the answer. */
  readonly headMs: number;
  /** From the head to the end of the body; what is not there by then is not waited for. */
  readonly bodyMs: number;
  readonly bodyBytes: number;
}

export const OUTBOUND_BOUNDS: OutboundBounds = { headMs: 10_000, bodyMs: 1_000, bodyBytes: 4_096 };

/** No answer came in time. */
class OutboundTimeoutError extends Error {
  override readonly name: string = 'OutboundTimeoutError';
  readonly code = 'TIMEOUT';

  constructor() {
    super('No answer came in time.');
  }
}

/**
 * Posts to an address that somebody else chose. Each time it connects anew, to an address that was looked at; it follows
 * no redirect, and takes no more of an answer than its bounds let it.
 */
export class OutboundPost {
  constructor(
    private readonly targets: OutboundTargets,
    private readonly bounds: OutboundBounds = OUTBOUND_BOUNDS,
  ) {}

  /**
   * @param signal ends it from outside
   * @throws Error with a `code`: ADDRESS_REFUSED, TIMEOUT, or that of the connection
   */
  async send(address: string, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<OutboundAnswer> {
    const url = new URL(address);
    const lookup = this.targets.lookupFor(url);
    const bytes = Buffer.from(body);
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(bytes.length) },
      agent: false, // a connection of its own: a kept one would not be looked at
      lookup,
      signal,
    });
    try {
      const response = await this.head(request, bytes);
      return { status: response.statusCode ?? 0, body: await this.beginning(response) };
    } finally {
      request.destroy();
    }
  }

  private head(request: ClientRequest, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new OutboundTimeoutError());
        request.destroy();
      }, this.bounds.headMs);
      request.once('response', resolve);
      // Stays to the end: what breaks after the head breaks the body alone.
      request.on('error', reject);
      // Without an error where the peer wants to speak another protocol: node closes the connection then.
      request.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
      for (const over of ['response', 'close']) request.once(over, () => clearTimeout(timer));
      request.end(body);
    });
  }

  private beginning(response: IncomingMessage): Promise<Buffer> {
    return new Promise((resolve) => {
      const parts: Buffer[] = [];
      let size = 0;
      const end = () => {
        clearTimeout(timer);
        response.destroy();
        resolve(Buffer.concat(parts).subarray(0, this.bounds.bodyBytes));
      };
      const timer = setTimeout(end, this.bounds.bodyMs);
      response.on('data', (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size >= this.bounds.bodyBytes) end();
      });
      for (const over of ['end', 'close', 'error']) response.on(over, end);
    });
  }
}
