import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/**
 * Lets a server close at once. It would wait for streams that never end by themselves, and for connections that a
 * client opened ahead and has asked nothing by: Node counts those as neither idle nor under way.
 * @param takesSockets whether it takes WebSockets, which say goodbye by themselves
 * @returns takes a stream that ends when the server is about to close
 */
export function closesAtOnce(server: FastifyInstance, { takesSockets }: { takesSockets: boolean }): (stream: Readable) => void {
  const streams = new Set<Readable>();
  const unused = new Set<Socket>();
  let closing = false;
  server.server.on('connection', (socket: Socket) => {
    if (closing) return void socket.destroy();
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.server.on('request', ({ socket }) => void unused.delete(socket));
  // Node takes this listener for a promise to answer every upgrade.
  if (takesSockets) server.server.on('upgrade', ({ socket }) => void unused.delete(socket));
  server.addHook('preClose', async () => {
    closing = true;
    for (const one of [...streams, ...unused]) one.destroy();
  });
  return (stream) => {
    if (closing) return void stream.destroy();
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
  };
}
