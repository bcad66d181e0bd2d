import { type Dispatcher, errors, Pool } from 'undici';
import type { SubgraphAnswer, SubgraphError, SubgraphRequest } from '../execution/subgraph-transport';
import { BREAKER_LIMITS, type BreakerLimits, CircuitBreaker } from './circuit-breaker';

/** What a subgraph may cost. */
export interface SubgraphLimits {
  /** How long it may take to answer, from the first byte sent to the last one received. */
  readonly timeoutMs: number;
  /** How large an answer may be. */
  readonly maxBytes: number;
  readonly connections: number;
  readonly breaker: BreakerLimits;
}

export const SUBGRAPH_LIMITS: SubgraphLimits = { timeoutMs: 10_000, maxBytes: 5 * 1024 * 1024, connections: 32, breaker: BREAKER_LIMITS };

const CONNECT_MS = 2_000;

/** A subgraph does not answer, or not with an answer; another time it may. */
export class SubgraphUnavailable extends Error {
  readonly extensions = { code: 'UNAVAILABLE' };

  /** @param cause for the log alone */
  constructor(service: string, cause: unknown) {
    super(`The ${service} service does not answer right now; try again.`, { cause });
  }
}

/** What a subgraph says is no answer of GraphQL, and will be none next time either. */
export class MalformedAnswer extends Error {}

/** The subgraph lives, and does not answer this very request: nobody else has to suffer for it. */
class NotAnswered extends Error {}

/** Statuses by which a proxy says that there is nobody behind it, or a subgraph that it cannot work now. */
const DOWN: ReadonlySet<number> = new Set([502, 503, 504]);

/** A connection that broke, so that nothing can be said of what was sent over it. */
const CONNECTION_CODES: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * A subgraph over HTTP/1.1 with kept connections. A query is sent once more when its connection breaks before an answer has
 * begun; a mutation never, since it may have been carried out.
 */
export class HttpSubgraph {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly breaker: CircuitBreaker;

  constructor(
    private readonly name: string,
    url: string,
    private readonly limits: SubgraphLimits = SUBGRAPH_LIMITS,
  ) {
    const { origin, pathname, search } = new URL(url);
    this.path = `${pathname}${search}`;
    this.breaker = new CircuitBreaker(limits.breaker);
    this.pool = new Pool(origin, {
      connections: limits.connections,
      connect: { timeout: CONNECT_MS },
      // Each request has a clock of its own, for all of it.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /**
   * @param signal gives the request up, unless it is a mutation
   * @throws {@link SubgraphUnavailable}, {@link MalformedAnswer}, or what the signal was aborted with
   */
  async ask(request: SubgraphRequest, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<SubgraphAnswer> {
    const attempt = this.breaker.admit();
    if (!attempt) throw new SubgraphUnavailable(this.name, new Error('it failed again and again, and is left alone'));
    try {
      const bytes = await this.send(request, headers, signal);
      this.breaker.succeeded();
      const text = bytes.toString();
      return { ...readAnswer(text), isPlain: text.length === bytes.length && !text.includes('\\') };
    } catch (error) {
      if (error instanceof MalformedAnswer) throw error;
      if (signal.aborted && request.kind !== 'mutation') {
        this.breaker.gaveUp(attempt);
        throw signal.reason;
      }
      if (error instanceof NotAnswered) this.breaker.succeeded();
      else this.breaker.failed(attempt);
      throw new SubgraphUnavailable(this.name, error);
    }
  }

  /** Waits for what is under way. */
  close(): Promise<void> {
    return this.pool.close();
  }

  private async send(request: SubgraphRequest, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Buffer> {
    const until = performance.now() + this.limits.timeoutMs;
    if (request.kind === 'mutation') return this.exchange(request.body, headers, until);
    try {
      return await this.exchange(request.body, headers, until, signal);
    } catch (error) {
      if (signal.aborted || !CONNECTION_CODES.has((error as { readonly code?: unknown }).code)) throw error;
      return this.exchange(request.body, headers, until, signal);
    }
  }

  private exchange(body: string, headers: Readonly<Record<string, string>>, until: number, signal?: AbortSignal): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const reading = new Reading(this.limits.maxBytes, until, signal, resolve, reject);
      this.pool.dispatch({ path: this.path, method: 'POST', headers: { ...HEADERS, ...headers }, body }, reading);
    });
  }
}

const HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

/** Reads one answer, and no more of it than it may have. */
class Reading implements Dispatcher.DispatchHandler {
  private readonly chunks: Buffer[] = [];
  private readonly timer: NodeJS.Timeout;
  private controller?: Dispatcher.DispatchController;
  private size = 0;
  private hasBegun = false;
  private fault?: Error;

  constructor(
    private readonly maxBytes: number,
    until: number,
    private readonly signal: AbortSignal | undefined,
    private readonly resolve: (bytes: Buffer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.timer = setTimeout(() => this.stop(new errors.BodyTimeoutError('it took too long')), until - performance.now());
    signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // To abort it now would break the connection, over which nothing of it was sent.
    if (this.fault) throw this.fault;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return; // of an answer that is still to come
    this.hasBegun = true;
    if (status !== 200) this.stop(new (DOWN.has(status) ? Error : NotAnswered)(`it answered ${status}`));
    else if (!/^application\/(graphql-response\+)?json/i.test(String(headers['content-type'])))
      this.stop(new NotAnswered('it did not answer JSON'));
    else if (Number(headers['content-length'] ?? 0) > this.maxBytes) this.stop(new NotAnswered('its answer is too large'));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.maxBytes) this.stop(new NotAnswered('its answer is too large'));
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.end();
    if (this.fault) this.reject(this.fault);
    else this.resolve(this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.end();
    this.reject(this.fault ?? (this.hasBegun ? new Error('its answer broke off', { cause: error }) : error));
  }

  private readonly onAbort = (): void => this.stop(new Error('it was given up'));

  /** Also for a request that still waits for a connection: whoever asked is told at once. */
  private stop(fault: Error): void {
    this.fault ??= fault;
    this.controller?.abort(this.fault);
    this.end();
    this.reject(this.fault);
  }

  private end(): void {
    clearTimeout(this.timer);
    this.signal?.removeEventListener('abort', this.onAbort);
  }
}

/** @throws MalformedAnswer */
export function readAnswer(text: string): SubgraphAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new MalformedAnswer('a subgraph answered text that is no JSON');
  }
  return answerOf(answer);
}

/** @throws MalformedAnswer */
export function answerOf(answer: unknown): SubgraphAnswer {
  if (!isObject(answer)) throw new MalformedAnswer('a subgraph answered something else than an object');
  const { data, errors: faults } = answer;
  if (data !== undefined && data !== null && !isObject(data)) throw new MalformedAnswer('a subgraph answered data that are no object');
  if (faults === undefined || faults === null) return { data };
  if (!Array.isArray(faults)) throw new MalformedAnswer('a subgraph answered errors that are no list');
  return { data, errors: errorsOf(faults) };
}

export const errorsOf = (faults: readonly unknown[]): SubgraphError[] => faults.filter(isObject).map(readError);

const readError = ({ message, path, extensions }: Record<string, unknown>) => ({
  message: typeof message === 'string' ? message : 'a subgraph failed without a word',
  path: Array.isArray(path) ? path.filter((key): key is string | number => typeof key === 'string' || typeof key === 'number') : undefined,
  extensions: isObject(extensions) ? extensions : undefined,
});

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
