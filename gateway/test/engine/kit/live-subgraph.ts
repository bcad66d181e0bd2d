import type { Server, ServerResponse } from 'node:http';
import { type ExecutionResult, type GraphQLSchema, parse } from 'graphql';
import { useServer as answerSockets } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

type Events = AsyncIterable<ExecutionResult> | ExecutionResult;

/** Lets a subgraph of a test tell events as the libraries of both protocols have it. */
export function takeSubscribers(
  server: Server,
  schema: GraphQLSchema,
  events: (request: { query: string; variables?: Record<string, unknown> | null }) => Promise<Events>,
): void {
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  server.once('close', () => sockets.close());
  answerSockets(
    {
      schema,
      onSubscribe: async (_context, _id, request) => ({
        schema,
        document: parse('subscription { news }'), // the real one is what `events` reads
        rootValue: request,
      }),
      subscribe: (({ rootValue }: { rootValue: { query: string } }) => events(rootValue)) as never,
    },
    sockets,
  );
}

export async function sendEvents(response: ServerResponse, events: Events): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(':\n\n');
  const tell = (answer: ExecutionResult) => response.write(`event: next\ndata: ${JSON.stringify(answer)}\n\n`);
  if (Symbol.asyncIterator in events) {
    response.once('close', () => void events[Symbol.asyncIterator]().return?.());
    for await (const one of events) tell(one);
  } else tell(events);
  response.end('event: complete\ndata:\n\n');
}

interface Listener<T> {
  readonly waiting: T[];
  wake: () => void;
  isOver: boolean;
}

/** News that all who listen are told of. */
export class News<T> {
  private readonly listeners = new Set<Listener<T>>();
  /** How often somebody began to listen. */
  begun = 0;

  get size(): number {
    return this.listeners.size;
  }

  tell(value: T): void {
    for (const one of this.listeners) {
      one.waiting.push(value);
      one.wake();
    }
  }

  /** Nothing more comes to those who listen now. */
  end(): void {
    for (const one of this.listeners) {
      one.isOver = true;
      one.wake();
    }
  }

  listen(): AsyncIterableIterator<T> {
    const listener: Listener<T> = { waiting: [], wake: () => undefined, isOver: false };
    this.listeners.add(listener);
    this.begun++;
    const done = async (): Promise<IteratorResult<T, undefined>> => {
      this.listeners.delete(listener);
      listener.isOver = true;
      listener.wake();
      return { value: undefined, done: true };
    };
    return {
      next: async () => {
        while (listener.waiting.length === 0 && !listener.isOver) await new Promise<void>((resolve) => (listener.wake = resolve));
        return listener.waiting.length ? { value: listener.waiting.shift() as T, done: false } : done();
      },
      return: done,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
