import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Behaviour = (response: ServerResponse, request: IncomingMessage) => void;

/** Somebody else's service on this machine, which answers each key as it was told to. */
export interface TestProvider {
  readonly url: string;
  /** What it was shown, in order: each header with a key. */
  readonly shown: string[];
  /** How it answers a key; 200 unless told. */
  answers(key: string, behaviour: number | Behaviour): void;
  stop(): Promise<void>;
}

export async function startTestProvider(): Promise<TestProvider> {
  const shown: string[] = [];
  const behaviours = new Map<string, Behaviour>();
  const server = createServer((request, response) => {
    const { authorization = '' } = request.headers;
    shown.push(authorization);
    const behaviour = behaviours.get(authorization) ?? behaviours.get(authorization.replace('Bearer ', ''));
    if (behaviour) behaviour(response, request);
    else response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/models`,
    shown,
    answers: (key, behaviour) =>
      behaviours.set(key, typeof behaviour === 'number' ? (response) => response.writeHead(behaviour).end('{}') : behaviour),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
