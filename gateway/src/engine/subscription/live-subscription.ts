import type { GraphQLError } from 'graphql';
import type { ExecutionError } from '../execution/run-plan';
import type { SubgraphAnswer, SubgraphError, SubgraphRequest } from '../execution/subgraph-transport';
import type { Graph, GraphCall, GraphRequest, PreparedSubscription } from '../graph';
import { isRefused } from '../operation/operations';
import { EventQueue } from './event-queue';
import type { EventSources, OpenEvents } from './event-sources';

/** There is no subscription, or none any more; each of the errors says why. */
export class SubscriptionRefused extends Error {
  constructor(readonly errors: readonly (ExecutionError | GraphQLError)[]) {
    super(errors.map(({ message }) => message).join(' '));
  }
}

/** What a subgraph said in place of events. */
export const refusedBy = (service: string, errors: readonly SubgraphError[]): SubscriptionRefused =>
  new SubscriptionRefused(errors.map(({ message, extensions }) => ({ message, extensions, service })));

/** What a subscription of one client is made with. */
export interface LiveParts {
  readonly request: GraphRequest;
  /** How what belongs to an event is fetched, and errors are told. */
  readonly call: Omit<GraphCall, 'client'>;
  /** Where events come from. @returns a key of all that makes a difference to them, and what opens them */
  readonly events: (request: SubgraphRequest) => { readonly key: string; readonly open: OpenEvents };
  /** Before each event is answered. @throws Error when this client may not go on */
  readonly assertHolds?: () => void;
}

/** How many events wait for a client that is slow to take them. */
export const EVENTS_THAT_WAIT = 100;

interface Upstream {
  readonly key: string;
  prepared: PreparedSubscription;
  leave: () => void;
}

interface Told {
  readonly prepared: PreparedSubscription;
  readonly event: SubgraphAnswer;
}

/**
 * What one client is told, as texts of answers, one after the other: the next event is answered when the answer before was
 * taken. It goes on under another supergraph. Where that asks for the same events, the stream stays; where it asks for others,
 * the old stream stays until the new one has told something, so that none is lost, and one may be told twice.
 */
export class LiveSubscription implements AsyncIterableIterator<string> {
  private readonly queue = new EventQueue<Told>(EVENTS_THAT_WAIT);
  private readonly client = new AbortController();
  private current: Upstream;
  private leaving?: Upstream;

  /** @param left is told when it is over */
  constructor(
    private readonly parts: LiveParts,
    private readonly sources: EventSources,
    prepared: PreparedSubscription,
    private readonly left: (one: LiveSubscription) => void,
  ) {
    this.current = this.join(prepared);
  }

  /** @throws Error why it is over, unless the subgraph has said all */
  async next(): Promise<IteratorResult<string, undefined>> {
    try {
      const step = await this.queue.next();
      if (step.done) return this.return();
      this.parts.assertHolds?.();
      const { prepared, event } = step.value;
      return { value: await prepared.answer(event, { ...this.parts.call, client: this.client.signal }), done: false };
    } catch (error) {
      this.close();
      throw error;
    }
  }

  async return(): Promise<IteratorResult<string, undefined>> {
    this.close();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Goes on under the supergraph that is served now; what it does not allow any more ends. */
  async renew(graph: Graph): Promise<void> {
    const prepared = await graph.subscription(this.parts.request).catch((error: GraphQLError) => [error]);
    if (this.client.signal.aborted || this.queue.isOver) return;
    if (isRefused(prepared)) {
      this.leave();
      this.queue.end(new SubscriptionRefused(prepared));
      return;
    }
    const { current, leaving } = this;
    const { key } = this.parts.events(prepared.source);
    if (key === current.key) current.prepared = prepared;
    else if (key === leaving?.key) {
      leaving.prepared = prepared;
      this.current = leaving;
      this.leaving = undefined;
      current.leave();
    } else {
      this.current = this.join(prepared);
      // One that has told nothing yet goes first: what it would have told, the one before it tells.
      if (leaving) current.leave();
      else this.leaving = current;
    }
  }

  /** Ends it at once. @param error told to the client */
  end(error: Error): void {
    this.queue.cut(error);
    this.leave();
  }

  private join(prepared: PreparedSubscription): Upstream {
    const { key, open } = this.parts.events(prepared.source);
    const upstream: Upstream = { key, prepared, leave: () => undefined };
    upstream.leave = this.sources.join(key, open, {
      next: (event) => {
        if (upstream === this.current && this.leaving) {
          this.leaving.leave();
          this.leaving = undefined;
        }
        this.queue.push({ prepared: upstream.prepared, event });
        if (this.queue.isOver) this.leave();
      },
      over: (error) => {
        if (upstream === this.leaving) this.leaving = undefined;
        else if (upstream === this.current) {
          this.leaving?.leave();
          this.queue.end(error);
        }
      },
    });
    return upstream;
  }

  private leave(): void {
    this.current.leave();
    this.leaving?.leave();
    this.leaving = undefined;
  }

  private close(): void {
    if (this.client.signal.aborted) return;
    this.client.abort(new Error('the client has gone'));
    this.leave();
    this.queue.cut();
    this.left(this);
  }
}
