import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { SubgraphAnswer, SubgraphRequest } from '../engine/execution/subgraph-transport';
import type { OpenEvents } from '../engine/subscription/event-sources';

/** As whom events are heard. */
export interface EventIdentity {
  /** Equal for all who may share a connection. */
  readonly who: string;
  /** Mints an identity token for the service: at first, and each time when the one before has to be renewed. */
  readonly prove: () => Promise<string>;
  readonly origin: RequestOrigin;
}

/** Brings one request to one service, with the identity token that the service asks for. */
export interface Transport {
  /**
   * @param signal gives a query up
   * @throws Error with the code UNAVAILABLE when the service does not answer, another one for something that is no answer
   */
  send(request: SubgraphRequest, token: string, origin: RequestOrigin, signal: AbortSignal): Promise<SubgraphAnswer>;
  /** What a subscription is told. */
  events(request: SubgraphRequest, as: EventIdentity): OpenEvents;
  close(): Promise<void>;
}
