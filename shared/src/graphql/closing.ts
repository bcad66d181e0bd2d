import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/**
 * Lets a server close as soon as what has begun is answered, and not before. By itself it would wait for streams that never
 * end; for connections that a client opened ahead and has asked nothing by, which Node counts as neither idle nor under way;
 * and for those that get idle only then, for as long as clients may keep them. And it would cut answers that a client has not
 * taken yet, which Node counts as over. So this is who says which connections are idle, when the server closes and asks for it.
 * @param takesSockets whether it takes WebSockets, which say goodbye by themselves
 * @returns takes a stream that ends when the server closes
 */
export function closesAtOnce(server: Server, { takesSockets }: { takesSockets: boolean }): (stream: Readable) => void {
  const streams = new Set<Readable>();
  /** How many ends of requests and of answers each connection waits for. */
  const connections = new Map<Socket, number>();
  let closing = false;
  const count = (socket: Socket, change: number) => {
    const left = (connections.get(socket) ?? 0) + change;
    if (connections.has(socket)) connections.set(socket, left);
    if (closing && left === 0) socket.destroySoon();
  };
  server.on('connection', (socket: Socket) => {
    if (closing) return void socket.destroy();
    connections.set(socket, 0);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    count(socket, 2); // who is answered before all of the request is read goes on sending
    request.once('close', () => count(socket, -1));
    response.once('close', () => count(socket, -1));
  });
  // Node takes this listener for a promise to answer every upgrade.
  if (takesSockets) server.on('upgrade', ({ socket }) => void connections.delete(socket));
  server.closeIdleConnections = () => {
    closing = true;
    for (const one of streams) one.destroy();
    for (const [socket, left] of connections) if (left === 0) socket.destroySoon();
  };
  return (stream) => {
    if (closing) return void stream.destroy();
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
  };
}
