import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { SubgraphRequest } from '../execution/subgraph-transport';
import type { EventSink, OpenEvents } from '../subscription/event-sources';
import { refusedBy, SubscriptionRefused } from '../subscription/live-subscription';
import { answerOf, errorsOf, SubgraphUnavailable } from './http-subgraph';

/** As whom a subgraph is asked for events. */
export interface SocketIdentity {
  /** Equal for all who share a socket. */
  readonly who: string;
  /** What `connection_init` brings, and each renewal. */
  readonly prove: () => Promise<Record<string, unknown>>;
  /** Of the upgrade. */
  readonly headers?: Readonly<Record<string, string>>;
}

const ACK_MS = 5_000;
const PING_MS = 12_000;
const PONG_MS = 6_000;
/** Of a subgraph that says how long an identity holds, and otherwise never. */
const MIN_RENEWAL_MS = 1_000;

/** What a socket is closed with, where it is this client's doing. */
const CODES: Readonly<Record<number, string>> = { 4401: 'UNAUTHENTICATED', 4403: 'FORBIDDEN', 4429: 'LIMIT' };

/** A subgraph's events by graphql-transport-ws, over one socket for each identity while that has something to hear. */
export class SubgraphSockets {
  private readonly url: string;
  private readonly clients = new Map<string, Client>();

  constructor(
    private readonly name: string,
    url: string,
    private readonly maxBytes: number,
  ) {
    this.url = url.replace(/^http/, 'ws');
  }

  /** Whether nobody hears anything from it. */
  get isIdle(): boolean {
    return this.clients.size === 0;
  }

  events({ text, operationName, variables }: SubgraphRequest, identity: SocketIdentity): OpenEvents {
    const payload = { query: text, operationName, variables: JSON.parse(`{${variables}}`) as Record<string, unknown> };
    return (sink) =>
      this.client(identity).subscribe(payload, {
        next: (answer) => this.tell(sink, answer),
        error: (error) => sink.over(this.reasonOf(error)),
        complete: () => sink.over(),
      });
  }

  async close(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.dispose()));
  }

  private tell(sink: EventSink, answer: unknown): void {
    try {
      const read = answerOf(answer);
      if (read.data === undefined && read.errors) sink.over(refusedBy(this.name, read.errors));
      else sink.next(read);
    } catch (error) {
      sink.over(error as Error);
    }
  }

  private reasonOf(error: unknown): Error {
    if (Array.isArray(error)) return refusedBy(this.name, errorsOf(error));
    const { code, reason } = error as { readonly code?: number; readonly reason?: string };
    const known = code === undefined ? undefined : CODES[code];
    return known
      ? new SubscriptionRefused([{ message: reason || 'The subscription has ended.', extensions: { code: known } }])
      : new SubgraphUnavailable(this.name, error);
  }

  private client({ who, prove, headers }: SocketIdentity): Client {
    const known = this.clients.get(who);
    if (known) return known;
    const { maxBytes: maxPayload } = this;
    class Socket extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { headers, maxPayload, handshakeTimeout: ACK_MS });
      }
    }
    let renewal: NodeJS.Timeout | undefined;
    let pong: NodeJS.Timeout | undefined;
    let open: Socket | undefined;
    const client = createClient({
      url: this.url,
      webSocketImpl: Socket,
      connectionParams: prove,
      connectionAckWaitTimeout: ACK_MS,
      keepAlive: PING_MS,
      retryAttempts: 0, // what was told meanwhile would be missing in silence
      onNonLazyError: () => undefined,
      on: {
        connected: (socket, answer) => {
          open = socket as Socket;
          const seconds = Number(answer?.renewWithinSeconds);
          if (!(seconds > 0)) return;
          const renew = () =>
            void prove().then(
              (payload) => open?.send(JSON.stringify({ type: 'ping', payload })),
              () => undefined,
            );
          renewal = setInterval(renew, Math.max(MIN_RENEWAL_MS, seconds * 500)).unref();
        },
        ping: (isTheirs) => {
          if (!isTheirs) pong = setTimeout(() => open?.terminate(), PONG_MS).unref();
        },
        pong: (isTheirs) => isTheirs && clearTimeout(pong),
        closed: () => {
          clearInterval(renewal);
          clearTimeout(pong);
          if (this.clients.get(who) === client) this.clients.delete(who);
        },
      },
    });
    this.clients.set(who, client);
    return client;
  }
}
