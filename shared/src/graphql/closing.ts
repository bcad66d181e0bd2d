import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** What lets a server close. */
export interface Closing {
  /** Ends streams and connections that nothing is under way by, and takes no more. The server says so itself when it closes. */
  readonly begin: () => void;
  /** Takes a stream that ends when the server is about to close. */
  readonly endsWith: (stream: Readable) => void;
}

/**
 * Lets a server close as soon as what has begun is answered, and not before. By itself it would wait for streams that never
 * end; for connections that a client opened ahead and has asked nothing by, which Node counts as neither idle nor under way;
 * and for those that get idle only then, for as long as clients may keep them. And it would cut answers that a client has not
 * taken yet, which Node counts as over. So this is who says which connections are idle, when the server closes and asks for it.
 * @param takesSockets whether it takes WebSockets, which say goodbye by themselves
 */
export function closesAtOnce(server: Server, { takesSockets }: { takesSockets: boolean }): Closing {
  const streams = new Set<Readable>();
  /** The requests of each connection that have not been read to their end, and the answers that have not been sent. */
  const connections = new Map<Socket, Set<IncomingMessage | ServerResponse>>();
  let closing = false;
  server.on('connection', (socket: Socket) => {
    if (closing) return void socket.destroy();
    connections.set(socket, new Set());
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    const underWay = connections.get(socket);
    if (!underWay) return;
    // Both, since who is answered before all of the request is read goes on sending.
    for (const one of [request, response]) {
      underWay.add(one);
      one.once('close', () => {
        underWay.delete(one);
        if (closing && underWay.size === 0) socket.destroySoon();
      });
    }
  });
  // Node takes this listener for a promise to answer every upgrade.
  if (takesSockets) server.on('upgrade', ({ socket }) => void connections.delete(socket));
  const begin = () => {
    closing = true;
    for (const one of streams) one.destroy();
    for (const [socket, underWay] of connections) {
      const last = [...underWay].at(-1);
      if (!last) socket.destroySoon();
      // The client is told that it asks no more here; one that still sends would not hear the answer.
      else if (last instanceof ServerResponse && last.req.complete && !last.headersSent) last.shouldKeepAlive = false;
    }
  };
  server.closeIdleConnections = begin;
  return {
    begin,
    endsWith: (stream) => {
      if (closing) return void stream.destroy();
      streams.add(stream);
      stream.once('close', () => streams.delete(stream));
    },
  };
}
