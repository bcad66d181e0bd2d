import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '@plat/shared/testing/subscribe-as';
import { sendParts, sendStream } from './live-stream';

const LARGE = JSON.stringify('x'.repeat(1024 * 1024));

/** Texts without an end, as long as somebody takes them. */
function texts(each: string, fault?: Error) {
  const state = { taken: 0, isOver: false };
  const rest: AsyncIterableIterator<string> = {
    async next() {
      if (fault) throw fault;
      state.taken++;
      return state.isOver ? { value: undefined, done: true } : { value: each, done: false };
    },
    async return() {
      state.isOver = true;
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return rest;
    },
  };
  return { state, rest };
}

describe('an answer that comes bit by bit', () => {
  let server: Server;
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const serve = async (send: (response: ServerResponse) => Promise<void>): Promise<number> => {
    server = createServer((_request, response) => void send(response).catch(() => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  /** A client that reads nothing of what it asked for. */
  const lurk = async (send: (response: ServerResponse) => Promise<void>) => {
    let isSent = false;
    const port = await serve((response) => send(response).finally(() => (isSent = true)));
    const socket = connect(port, '127.0.0.1')
      .pause()
      .on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => isSent);
    socket.destroy();
  };

  it('is cut off from who reads nothing, and no more of it is made: parts', async () => {
    const { state, rest } = texts(LARGE);
    await lurk((response) => sendParts(response, { body: Buffer.from(LARGE), rest }, {}, 50));
    expect([state.isOver, state.taken < 100]).toEqual([true, true]);
  });

  it('is cut off from who reads nothing, and no more of it is made: events', async () => {
    const { state, rest } = texts(LARGE);
    await lurk((response) =>
      sendStream(
        response,
        'events',
        async () => rest,
        () => ({}),
        {},
        50,
      ),
    );
    expect([state.isOver, state.taken < 100]).toEqual([true, true]);
  });

  it('is cut where a part cannot be made, so that nobody takes it for whole', async () => {
    const port = await serve((response) =>
      sendParts(response, { body: Buffer.from('{}'), rest: texts('', new Error('broken')).rest }, {}, 1_000),
    );
    const response = await fetch(`http://127.0.0.1:${port}`);
    await expect(response.text()).rejects.toThrow();
  });
});
