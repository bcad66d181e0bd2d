import { setTimeout as sleep } from 'node:timers/promises';
import websocket from '@fastify/websocket';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import { IDENTITY_HEADER } from '../access/identity-header';
import type { RequestOrigin } from '../graphql/request-scope';
import type { LiveConnections } from './live-connections';
import { CLOSE_CODES, liveProtocol } from './live-protocol';
import { LiveSocket } from './live-socket';

const PATH = '/graphql';
/** How long clients have to say goodbye when the service stops. */
const GOODBYE_MS = 2_000;

/** Whether a request is the upgrade to a WebSocket whose first message has to bring the identity token. */
export const mayProveLater = (request: FastifyRequest): boolean =>
  request.ws === true && request.url === PATH && request.headers[IDENTITY_HEADER] === undefined;

/** Lets a server take WebSockets, before its hooks. They are closed when it stops. */
export function takeSockets(server: FastifyInstance, { bounds }: LiveConnections): void {
  server.register(websocket, {
    options: { maxPayload: bounds.payload, handleProtocols },
    errorHandler: (_error, socket) => socket.terminate(),
    preClose: async () => {
      const { clients } = server.websocketServer;
      for (const client of clients) client.close(CLOSE_CODES.STOPPING, 'The service stops; connect again.');
      const left = [...clients].map((client) => new Promise((resolve) => client.once('close', resolve)));
      const grace = new AbortController();
      await Promise.race([Promise.all(left), sleep(GOODBYE_MS, undefined, { signal: grace.signal }).catch(() => undefined)]);
      grace.abort();
      for (const client of clients) client.terminate();
    },
  });
}

/** Serves subscriptions where queries are served, behind the server's hooks. @param originOf where a request comes from */
export function addLiveRoute(server: FastifyInstance, live: LiveConnections, originOf: (request: FastifyRequest) => RequestOrigin): void {
  const protocol = liveProtocol(live);
  server.register(async (inner) => {
    inner.get(PATH, { websocket: true, exposeHeadRoute: false }, (socket, request) => {
      const ours = new LiveSocket(socket, live.bounds);
      if (inner.websocketServer.clients.size > live.bounds.connections) {
        return ours.close(CLOSE_CODES.TOO_MANY, 'This service has as many connections as it takes; try again later.');
      }
      const token = request.headers[IDENTITY_HEADER];
      const origin = originOf(request);
      const closed = protocol.opened(
        {
          protocol: ours.protocol,
          send: (text) => ours.send(text),
          close: (code, reason) => ours.close(code ?? CLOSE_CODES.INTERNAL, reason ?? ''),
          onMessage: (hear) => ours.hear(hear, failed(ours, request.log, origin)),
          // Not the token of the ping, which an answer would repeat.
          onPing: () => ours.send('{"type":"pong"}'),
        },
        { socket: ours, origin, token: typeof token === 'string' ? token : undefined },
      );
      socket.once('close', (code, reason) => void closed(code, String(reason)));
    });
  });
}

const failed =
  (socket: LiveSocket, log: FastifyBaseLogger, { requestId }: RequestOrigin) =>
  (err: unknown) => {
    log.error({ requestId, err }, 'a live connection failed');
    socket.close(CLOSE_CODES.INTERNAL, 'Something went wrong on our side.');
  };
