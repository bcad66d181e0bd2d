import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLog } from '@plat/shared/config/log';
import { SetupError } from '@plat/shared/database/setup-error';
import { closesAtOnce } from '@plat/shared/graphql/closing';
import type { FaultLog } from '@plat/shared/graphql/error-format';
import { GraphQLError } from 'graphql';
import { request as httpRequest } from 'undici';
import type { ExecutionError } from '../engine/execution/run-plan';
import { Generations } from '../engine/generations';
import type { GraphAnswer, GraphRequest } from '../engine/graph';
import type { LiveSubscription } from '../engine/subscription/live-subscription';
import { LiveSubscriptions } from '../engine/subscription/live-subscriptions';
import { mayChange, Sharing } from '../engine/transport/sharing';
import { formatGatewayError } from '../execution/error-format';
import { genericCheck } from '../execution/selection-limit';
import { inTurn, leavingOf, limitTaking, PATIENCE_MS } from '../http/client-connection';
import { type HttpAnswer, HttpRefusal, readQuestion, writeAnswer, writeRefusal } from '../http/graphql-protocol';
import type { FormatError } from '../http/live/live-guest';
import { takeSockets } from '../http/live/live-sockets';
import { sendParts, sendStream } from '../http/live/live-stream';
import type { GenericConfig } from './config';
import { type Forwarded, GenericSubgraphs } from './generic-subgraphs';

/** A gateway that listens. */
export interface RunningGenericGateway {
  readonly url: string;
  /** Looks whether there is another supergraph. @returns whether it is served now @throws Error when it is none */
  reload(): Promise<boolean>;
  /** Ends what has begun, and takes no more. */
  stop(): Promise<void>;
}

const MAX_TOKENS = 15_000;

/** What is waited for, in milliseconds. Load balancers keep idle connections for a minute, and must be the first to end one. */
const PATIENCE = { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 72_000 };

/**
 * Serves any Federation 2 supergraph at `/graphql`.
 * @param patienceMs how long a client may take nothing of an answer
 * @throws Error in one sentence when it cannot
 */
export async function startGenericGateway(config: GenericConfig, patienceMs = PATIENCE_MS): Promise<RunningGenericGateway> {
  const log = createLog('gateway', config.logLevel);
  const gateway = await GenericGateway.start(config, log, patienceMs);
  const server = createServer(PATIENCE, (request, response) => inTurn(response, () => void gateway.serve(request, response)));
  closesAtOnce(server, { takesSockets: true });
  const closeSockets = gateway.takeSockets(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  }).catch(async (error: NodeJS.ErrnoException) => {
    await gateway.stop();
    throw error.code === 'EADDRINUSE'
      ? new SetupError(`Port ${config.port} of ${config.host} is in use; choose another with --port.`)
      : error;
  });
  const { port } = server.address() as AddressInfo;
  const timer = config.reloadMs
    ? setInterval(
        () => void gateway.reload().catch((err: Error) => log.error({ err }, 'the new supergraph is none; the one before goes on')),
        config.reloadMs,
      )
    : undefined;
  const stop = async () => {
    clearInterval(timer);
    const closed = new Promise((resolve) => server.close(resolve));
    gateway.endStreams();
    await closeSockets();
    await closed;
    await gateway.stop();
  };
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${config.host}:${port}`,
    reload: () => gateway.reload(),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

class GenericGateway {
  private readonly subgraphs: GenericSubgraphs;
  private readonly sharing = new Sharing<GraphAnswer>();
  private readonly live = new LiveSubscriptions();
  private generations!: Generations;
  private reloading?: Promise<boolean>;

  private constructor(
    private readonly config: GenericConfig,
    private readonly log: FaultLog,
    private readonly patienceMs: number,
  ) {
    this.subgraphs = new GenericSubgraphs(config.subscriptions, config.timeoutMs);
  }

  static async start(config: GenericConfig, log: FaultLog, patienceMs: number): Promise<GenericGateway> {
    const gateway = new GenericGateway(config, log, patienceMs);
    const sdl = await readSupergraph(config.supergraph);
    gateway.generations = await Generations.start(sdl, {
      log,
      check: genericCheck,
      maxTokens: MAX_TOKENS,
      prepare: (subgraphs) => gateway.subgraphs.connect(subgraphs),
      taken: (graph) => gateway.live.renew(graph),
    });
    return gateway;
  }

  /** Takes sockets of a server, too. @returns what closes them */
  takeSockets(server: Server): () => Promise<void> {
    return takeSockets(server, {
      origins: this.config.origins,
      failed: (error) => this.log.error({ err: error }, 'a live connection failed'),
      welcome: async (brought, { headers }) => {
        const named = Object.fromEntries(Object.entries(brought ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
        const forwarded = this.forwarded({ ...headers, ...named });
        const requestId = randomUUID();
        const format: FormatError = (error) => this.format(error, requestId);
        return {
          format,
          subscribe: (request) => this.subscribe(request, forwarded, format),
          renew: async () => undefined,
          onEnd: () => undefined,
          leave: () => undefined,
        };
      },
    });
  }

  reload(): Promise<boolean> {
    this.reloading ??= readSupergraph(this.config.supergraph)
      .then((sdl) => this.generations.replace(sdl))
      .finally(() => {
        this.reloading = undefined;
      });
    return this.reloading;
  }

  /** Lets streams end, so that their responses do. */
  endStreams(): void {
    this.live.stop(new GraphQLError('The gateway stops; subscribe again.', { extensions: { code: 'UNAVAILABLE' } }));
  }

  async stop(): Promise<void> {
    await this.generations.stop();
    await this.subgraphs.close();
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    await this.answer(request, response, requestId).catch((error: unknown) => {
      if (error instanceof HttpRefusal) return this.send(request, response, writeRefusal(error, requestId));
      this.log.error({ requestId, err: error }, 'a request failed');
      const fault = new HttpRefusal(500, 'Something went wrong on our side; the request id helps us find it.', 'INTERNAL');
      return this.send(request, response, writeRefusal(fault, requestId));
    });
  }

  /** @throws HttpRefusal */
  private async answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const { method = '', url = '', headers } = request;
    const path = url.split('?', 1)[0];
    if (path === '/healthz') return this.send(request, response, HEALTHY);
    if (path !== '/graphql') throw new HttpRefusal(404, 'There is nothing here; GraphQL is at /graphql.', 'NOT_FOUND');
    if (method === 'OPTIONS') return this.send(request, response, { status: 204, headers: PREFLIGHT, body: '' });
    const body = method === 'POST' ? await readBody(request, this.config.bodyLimit) : '';
    const question = readQuestion({ method, url, headers, body });
    const forwarded = this.forwarded(headers);
    const format: FormatError = (error) => this.format(error, requestId);
    const { request: operation, isReadOnly, stream, mayDefer } = question;
    const changes = mayChange(operation.query);
    if (stream && changes && (await this.generations.graph.isSubscription(operation))) {
      const begin = () => this.subscribe(operation, forwarded, format);
      return sendStream(response, stream, begin, format, this.headers(request), this.patienceMs);
    }
    const viewer = JSON.stringify(forwarded);
    const client = leavingOf(response);
    const transport = this.subgraphs.transport(forwarded);
    const run = (signal: AbortSignal) => this.generations.answer(operation, { transport, client: signal, isReadOnly, mayDefer, format });
    const key = JSON.stringify([operation.query, operation.operationName, operation.variables, isReadOnly, mayDefer]);
    const forget = () => this.sharing.forget(viewer);
    if (changes) forget();
    const answer = await (changes ? run(client).finally(forget) : this.sharing.share(viewer, key, client, run));
    if (answer.rest) return sendParts(response, { body: answer.body, rest: answer.rest }, this.headers(request), this.patienceMs);
    return this.send(request, response, writeAnswer(answer, question));
  }

  private send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpAnswer): void {
    if (response.destroyed || response.headersSent) return;
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    response.writeHead(status, { ...headers, ...this.headers(request), 'content-length': bytes.length });
    response.end(bytes);
    limitTaking(response, this.patienceMs, 'finish');
  }

  private subscribe(request: GraphRequest, headers: Forwarded, format: FormatError): Promise<LiveSubscription> {
    const { subgraphs } = this;
    const call = { transport: subgraphs.transport(headers), format };
    return this.live.start({ request, call, events: subgraphs.events(headers) }, () => this.generations.graph);
  }

  private forwarded(headers: Readonly<Record<string, unknown>>): Forwarded {
    const forwarded: Record<string, string> = {};
    for (const name of this.config.forward) {
      const value = headers[name];
      if (typeof value === 'string') forwarded[name] = value;
    }
    return forwarded;
  }

  private format(error: ExecutionError | GraphQLError, requestId: string): object {
    const isTheirs = !(error instanceof GraphQLError) && error.service !== undefined;
    if (!this.config.showErrors || !isTheirs) return formatGatewayError(error, requestId, this.log);
    return { message: error.message, path: error.path, extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...error.extensions } };
  }

  private headers(request: IncomingMessage): Record<string, string> {
    return { ...this.cors(request), 'cache-control': 'private, no-store' };
  }

  private cors({ headers: { origin } }: IncomingMessage): Record<string, string> {
    if (!origin || !this.config.origins.includes(origin)) return {};
    return { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', vary: 'origin' };
  }
}

const HEALTHY: HttpAnswer = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"up"}' };

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'content-type, authorization, apollo-require-preflight, x-apollo-operation-name',
  'access-control-max-age': '600',
};

async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const tooLarge = () => new HttpRefusal(413, `A request takes at most ${Math.floor(limit / 1024)} KB.`, 'LIMIT', { connection: 'close' });
  if (request.headers['content-encoding'] !== undefined) throw new HttpRefusal(415, 'Send the body as it is, not compressed.');
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('error', reject);
  });
}

/** @throws SetupError when there is nothing to read */
async function readSupergraph(from: string): Promise<string> {
  try {
    if (!/^https?:\/\//.test(from)) return await readFile(from, 'utf8');
    const { statusCode, body } = await httpRequest(from, { headersTimeout: 10_000, bodyTimeout: 10_000 });
    if (statusCode !== 200) {
      await body.dump(); // a connection is held by an answer that nobody reads
      throw new Error(`it answered ${statusCode}`);
    }
    return await body.text();
  } catch (cause) {
    throw new SetupError(`The supergraph ${from} cannot be read; name a file or a URL with --supergraph.`, { cause });
  }
}
