import { once } from 'node:events';
import { Agent, createServer, get, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Closing, closesAtOnce } from '@plat/shared/graphql/closing';

/** More than all buffers between two sockets hold. */
const LARGE = 20 * 1024 * 1024;
const ASK = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';

// What is not let go of keeps the server for longer than a test may take.
describe('a server that closes', () => {
  let server: Server;
  let closing: Closing;
  let asked: ServerResponse[];
  beforeEach(async () => {
    asked = [];
    server = createServer({ keepAliveTimeout: 72_000 }, (_request, response) => void asked.push(response));
    closing = closesAtOnce(server, { takesSockets: false });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const close = () => new Promise((resolve) => server.close(resolve));
  const client = async (text = ''): Promise<Socket> => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.pause().on('error', () => undefined);
    const connected = once(server, 'connection');
    const requests = text ? once(server, 'request') : undefined;
    socket.write(text);
    await Promise.all([connected, requests]);
    return socket;
  };
  const heard = async (socket: Socket): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  };

  it('answers what it was asked before, and keeps no connection after that', async () => {
    const agent = new Agent({ keepAlive: true });
    const answer = new Promise<unknown[]>((resolve) =>
      get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent }, (response) => {
        response.setEncoding('utf8').on('data', (text) => resolve([text, response.headers.connection]));
      }),
    );
    await once(server, 'request');
    const closed = close();
    asked[0]?.end('here it is');
    expect(await answer).toEqual(['here it is', 'close']);
    await closed;
    agent.destroy();
  });

  it('lets go of connections that nothing was asked by, or nothing any more', async () => {
    const ahead = await client();
    const idle = await client(ASK);
    asked[0]?.end('ok');
    await once(asked[0] as ServerResponse, 'close');
    await close();
    expect([await heard(ahead), (await heard(idle)).endsWith('ok')]).toEqual(['', true]);
  });

  it('lets a client have all of an answer that it takes later', async () => {
    const slow = await client(ASK);
    asked[0]?.end(Buffer.alloc(LARGE, 'x'));
    const closed = close();
    const text = await heard(slow);
    expect(text.length).toBeGreaterThan(LARGE);
    await closed;
  });

  it('answers each of several that came one after another by one connection', async () => {
    const eager = await client(ASK.repeat(2));
    const closed = close();
    while (asked.length < 2) await once(server, 'request');
    asked[1]?.end('second');
    asked[0]?.end('first');
    expect(await heard(eager)).toMatch(/first.*second/s);
    await closed;
  });

  it('hears a request to its end that was answered in the middle', async () => {
    const talker = await client('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nab');
    const closed = close();
    asked[0]?.end('enough');
    await once(asked[0] as ServerResponse, 'close');
    expect(talker.destroyed).toBe(false);
    talker.write('cd');
    expect(await heard(talker)).toContain('enough');
    await closed;
  });

  it('ends streams that never do by themselves, those that begin then, too', async () => {
    const reader = await client(ASK);
    const [stream, late] = [new PassThrough(), new PassThrough()];
    closing.endsWith(stream);
    stream.on('close', () => asked[0]?.destroy());
    stream.pipe(asked[0] as ServerResponse);
    await close();
    closing.endsWith(late);
    expect([stream.destroyed, late.destroyed, await heard(reader)]).toEqual([true, true, '']);
  });

  it('leaves WebSockets to who takes them, and takes no connection more', async () => {
    const own = createServer();
    const before = closesAtOnce(own, { takesSockets: true });
    own.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
      socket.on('data', (chunk) => socket.write(chunk)).on('end', () => socket.end());
    });
    own.listen(0, '127.0.0.1');
    await once(own, 'listening');
    const { port } = own.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
    await once(socket, 'data');
    before.begin();
    const late = connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .resume();
    await once(late, 'close');
    socket.write('still there');
    expect(String((await once(socket, 'data'))[0])).toBe('still there');
    const closed = new Promise((resolve) => own.close(resolve));
    socket.end();
    await closed;
    socket.destroy();
  });
});
