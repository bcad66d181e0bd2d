import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { IDENTITY_HEADER } from '../access/identity-header';
import type { Viewer } from '../access/viewer';
import { ORIGIN_HEADERS } from '../graphql/subgraph-server';
import type { TestAnswer, TestSubgraph } from './test-subgraph';

/** How a subscription ended: by errors of its own, with its socket, or because nothing more comes. */
export interface TestEnd {
  readonly errors?: TestAnswer['errors'];
  readonly closed?: { readonly code: number; readonly reason: string };
}

/** A subscription over a real socket. */
export interface TestSubscription {
  /** All that has come, in order. */
  readonly answers: readonly TestAnswer[];
  readonly over: Promise<TestEnd>;
  /** Waits until so many answers have come. @throws Error when it is over, or when they do not come */
  received(count: number): Promise<readonly TestAnswer[]>;
  /** Leaves, as a client does who has seen enough. */
  stop(): Promise<void>;
}

/** What a client may bring that is not as it should be. */
export interface TestClientOptions {
  /** In place of the viewer's own; null for none. */
  readonly token?: string | null;
  /** Brings the token in the upgrade, and not in the first message. */
  readonly inHeader?: boolean;
  readonly requestId?: string;
}

const WITHIN_MS = 25_000;
const LOOK_MS = 5;

/** Waits for something, and not for a time. @throws Error when they do not come */
export async function until(holds: () => boolean | Promise<boolean>, what = 'what was waited for'): Promise<void> {
  for (const end = performance.now() + WITHIN_MS; !(await holds()); await sleep(LOOK_MS))
    if (performance.now() > end) throw new Error(`${what} has not come about.`);
}

/** A client of graphql-transport-ws as somebody, which does not come back by itself. */
export async function liveClient(service: TestSubgraph, viewer: Viewer, options: TestClientOptions = {}): Promise<Client> {
  const url = `${await service.listen()}/graphql`.replace('http', 'ws');
  const token = options.token === undefined ? await service.tokenFor(viewer) : options.token;
  const identity = token === null ? {} : { [IDENTITY_HEADER]: token };
  const headers = { [ORIGIN_HEADERS.requestId]: options.requestId ?? randomUUID(), ...(options.inHeader ? identity : {}) };
  class Socket extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers });
    }
  }
  return createClient({
    url,
    webSocketImpl: Socket,
    retryAttempts: 0,
    connectionParams: options.inHeader ? {} : identity,
    onNonLazyError: () => undefined,
  });
}

/** Subscribes as somebody. @returns when what happens from now on is told, or when it is over */
export async function subscribeAs(
  service: TestSubgraph,
  viewer: Viewer,
  query: string,
  variables: Record<string, unknown> = {},
  options: TestClientOptions = {},
): Promise<TestSubscription> {
  const requestId = randomUUID();
  const client = await liveClient(service, viewer, { requestId, ...options });
  const answers: TestAnswer[] = [];
  let ended: TestEnd | undefined;
  const over = new Promise<TestEnd>((resolve) => {
    const end = (how: TestEnd) => {
      ended = how;
      resolve(how);
      void client.dispose();
    };
    client.subscribe(
      { query, variables },
      {
        next: (answer) => void answers.push(answer as TestAnswer),
        error: (error) => end(Array.isArray(error) ? { errors: error as TestAnswer['errors'] } : closed(error)),
        complete: () => end({}),
      },
    );
  });
  const isOpen = () => [...(service.subgraph.live?.all ?? [])].some((one) => one.origin.requestId === requestId && one.subscriptions > 0);
  await until(() => ended !== undefined || isOpen(), 'the subscription');
  return {
    answers,
    over,
    received: async (count) => {
      await until(() => answers.length >= count || ended !== undefined, `answer ${count} of a subscription`);
      if (answers.length < count) throw new Error(`The subscription ended after ${answers.length} answers: ${JSON.stringify(ended)}`);
      return answers;
    },
    stop: async () => {
      await client.dispose();
      await over;
    },
  };
}

/** @param event what a socket was closed with, or what kept it from opening */
function closed(event: unknown): TestEnd {
  const { code = 0, reason = String(event) } = event as { code?: number; reason?: string };
  return { closed: { code, reason } };
}
