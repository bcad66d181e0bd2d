import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIVE_BOUNDS, type LiveBounds } from '@plat/shared/live/live-bounds';
import { CLOSE_CODES } from '@plat/shared/live/live-protocol';
import { LiveSocket } from '@plat/shared/live/live-socket';
import { GraphQLError, GraphQLSchema, parse } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LiveSubscription } from '../../engine/subscription/live-subscription';
import { formatReason, type LiveGuest } from './live-guest';

/** How sockets are taken. */
export interface SocketParts {
  /** Origins of pages that may open one besides our own. */
  readonly origins: readonly string[];
  /** @param brought by `connection_init` @throws Error that says why somebody is not served */
  readonly welcome: (brought: Readonly<Record<string, unknown>> | undefined, request: IncomingMessage) => Promise<LiveGuest>;
  readonly failed: (error: unknown) => void;
  readonly bounds?: LiveBounds;
}

interface SocketClient {
  readonly socket: LiveSocket;
  readonly request: IncomingMessage;
  guest?: LiveGuest;
}

const PATH = '/graphql';
/** How long clients have to say goodbye. */
const GOODBYE_MS = 2_000;

/** The library asks for an operation, and is handed what a guest makes of the real one. */
const FORM = { schema: new GraphQLSchema({}), document: parse('subscription { news }'), contextValue: undefined };

/** Takes WebSockets of graphql-transport-ws at a server's `/graphql`. @returns what closes them */
export function takeSockets(server: Server, parts: SocketParts): () => Promise<void> {
  const { bounds = LIVE_BOUNDS } = parts;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bounds.payload, handleProtocols });
  const protocol = protocolOf(parts, bounds);
  server.on('upgrade', (request: IncomingMessage, raw: Duplex, head: Buffer) => {
    raw.on('error', () => raw.destroy());
    if (request.url?.split('?', 1)[0] !== PATH) return refuse(raw, '404 Not Found');
    if (!isOwn(request, parts.origins)) return refuse(raw, '403 Forbidden');
    if (sockets.clients.size >= bounds.connections) return refuse(raw, '503 Service Unavailable');
    sockets.handleUpgrade(request, raw, head, (socket) => serve(protocol, socket, request, parts, bounds));
  });
  return async () => {
    const { clients } = sockets;
    sockets.close(); // takes no more; those that there are it leaves alone
    for (const client of clients) client.close(CLOSE_CODES.STOPPING, 'The gateway stops; connect again.');
    const left = [...clients].map((client) => new Promise((resolve) => client.once('close', resolve)));
    const grace = new AbortController();
    await Promise.race([Promise.all(left), sleep(GOODBYE_MS, undefined, { signal: grace.signal }).catch(() => undefined)]);
    grace.abort();
    for (const client of clients) client.terminate();
  };
}

/** A page of another origin could open a socket as whoever looks at it, by its cookies and from inside its network. */
function isOwn({ headers: { origin, host } }: IncomingMessage, origins: readonly string[]): boolean {
  if (origin === undefined || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function refuse(raw: Duplex, status: string): void {
  raw.once('finish', () => raw.destroy()); // else it is open for as long as the client likes
  raw.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function serve(
  protocol: ReturnType<typeof protocolOf>,
  socket: WebSocket,
  request: IncomingMessage,
  { failed }: SocketParts,
  bounds: LiveBounds,
): void {
  const ours = new LiveSocket(socket, bounds);
  socket.on('error', () => socket.terminate());
  const broken = (error: unknown) => {
    failed(error);
    ours.close(CLOSE_CODES.INTERNAL, 'Something went wrong on our side.');
  };
  const closed = protocol.opened(
    {
      protocol: ours.protocol,
      send: (text) => ours.send(text),
      close: (code, reason) => ours.close(code ?? CLOSE_CODES.INTERNAL, reason ?? ''),
      onMessage: (hear) => ours.hear(hear, broken),
      // Not what the ping brought, which an answer would repeat.
      onPing: () => ours.send('{"type":"pong"}'),
    },
    { socket: ours, request },
  );
  socket.once('close', (code, reason) => void closed(code, String(reason)));
}

/** Closes a socket for what ended its guest, or kept it from coming in. */
function turnAway(socket: LiveSocket, reason: unknown): void {
  const { message, extensions } = reason as { readonly message: string; readonly extensions?: { readonly code?: unknown } };
  const code = extensions?.code;
  if (code === 'UNAUTHENTICATED' || code === 'LIMIT') socket.close(CLOSE_CODES[code], message);
  else if (code === 'UNAVAILABLE') socket.close(CLOSE_CODES.TOO_MANY, message);
  else socket.close(CLOSE_CODES.INTERNAL, 'Something went wrong on our side.');
}

const protocolOf = ({ welcome, failed }: SocketParts, bounds: LiveBounds) =>
  makeServer<Record<string, unknown>, SocketClient>({
    connectionInitWaitTimeout: bounds.initMs,
    onConnect: async ({ connectionParams, extra }) => {
      try {
        const guest = await welcome(connectionParams, extra.request);
        extra.guest = guest;
        guest.onEnd((reason) => turnAway(extra.socket, reason));
        if (!extra.socket.isOpen) guest.leave();
      } catch (error) {
        failed(error);
        turnAway(extra.socket, error);
      }
      return { renewWithinSeconds: bounds.leaseMs / 1_000 };
    },
    onPing: async ({ extra }, brought) => {
      await extra.guest?.renew(brought).catch((error: unknown) => turnAway(extra.socket, error));
    },
    onSubscribe: async ({ extra: { guest }, subscriptions }, _id, request) => {
      if (!guest) return [new GraphQLError('Send connection_init first.')];
      try {
        // The library has counted this one already.
        if (Object.keys(subscriptions).length > bounds.subscriptions)
          throw new GraphQLError(`One connection has ${bounds.subscriptions} subscriptions at most.`, { extensions: { code: 'LIMIT' } });
        return { ...FORM, rootValue: await guest.subscribe(request) };
      } catch (error) {
        return [new GraphQLError('refused', { originalError: error as Error })];
      }
    },
    subscribe: ({ rootValue }) => parsed(rootValue as LiveSubscription) as never,
    onNext: (_client, _id, _request, _operation, answer) => answer as never,
    onError: ({ extra: { guest } }, _id, _request, errors) =>
      errors.flatMap((error) => (guest ? formatReason((error as GraphQLError).originalError ?? error, guest.format) : [])) as never,
    onClose: ({ extra }) => extra.guest?.leave(),
  });

/** The library writes messages out of data. */
const parsed = (answers: LiveSubscription): AsyncIterableIterator<object> => ({
  async next() {
    const step = await answers.next();
    return step.done ? step : { value: JSON.parse(step.value) as object, done: false };
  },
  async return() {
    await answers.return();
    return { value: undefined, done: true };
  },
  [Symbol.asyncIterator]() {
    return this;
  },
});
