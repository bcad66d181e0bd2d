import { type Dispatcher, Pool } from 'undici';
import { PlatError, unavailable } from '../errors/plat-error';

const TIMEOUT_MS = 10_000;
const CONNECT_MS = 2_000;
const CONNECTIONS = 32;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** The service answers, and refuses this very request: the same one will not fare better. */
export class NotTaken extends PlatError {
  constructor(service: string) {
    super('UNAVAILABLE', `The ${service} service does not take this request.`);
  }
}

/** Of its form or size. Another token, a later version or another moment may bring another answer to all others. */
const NOT_TAKEN = new Set([400, 413, 422]);

/** What is sent to a service. */
export interface ServiceRequest {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One service over HTTP/1.1 with kept connections, as all processes reach it; a slow one costs ten seconds at most. */
export class ServiceConnection {
  private readonly pool: Pool;

  /** @param name of the service, for the errors @param base `http://host:port` */
  constructor(
    private readonly name: string,
    base: string,
  ) {
    this.pool = new Pool(base, { connections: CONNECTIONS, connect: { timeout: CONNECT_MS }, headersTimeout: TIMEOUT_MS });
  }

  /**
   * @throws PlatError UNAVAILABLE when the service does not answer in time, with too much, or with anything but 200 and
   * JSON; {@link NotTaken} among them
   */
  async ask(request: ServiceRequest): Promise<unknown> {
    try {
      const { statusCode, body } = await this.pool.request({
        ...request,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        bodyTimeout: TIMEOUT_MS,
      });
      const text = await textOf(body);
      if (NOT_TAKEN.has(statusCode)) throw new NotTaken(this.name);
      const answer: unknown = JSON.parse(text);
      if (statusCode !== 200 || typeof answer !== 'object' || answer === null) throw new Error('no answer');
      return answer;
    } catch (error) {
      throw error instanceof NotTaken ? error : this.unavailable();
    }
  }

  /**
   * An answer that goes on until the caller or the service ends it, or until the service is silent for too long.
   * @throws PlatError UNAVAILABLE when the service does not begin to answer
   */
  async open(request: ServiceRequest, { signal, silenceMs }: { signal: AbortSignal; silenceMs: number }): Promise<Dispatcher.ResponseData> {
    const response = await this.pool.request({ ...request, signal, bodyTimeout: silenceMs }).catch(() => {
      throw this.unavailable();
    });
    if (response.statusCode === 200) return response;
    response.body.on('error', () => undefined).destroy();
    throw this.unavailable();
  }

  /** Waits for what is under way. */
  close(): Promise<void> {
    return this.pool.close();
  }

  private unavailable() {
    return unavailable(`The ${this.name} service does not answer right now; try again.`);
  }
}

/** The body is counted while it streams: an endless one must not fill the memory first. */
async function textOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
