import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { SubgraphAnswer, SubgraphRequest } from '../engine/execution/subgraph-transport';

/** Brings one request to one service, with the identity token that the service asks for. */
export interface Transport {
  /**
   * @param signal gives a query up
   * @throws Error with the code UNAVAILABLE when the service does not answer, another one for something that is no answer
   */
  send(request: SubgraphRequest, token: string, origin: RequestOrigin, signal: AbortSignal): Promise<SubgraphAnswer>;
  close(): Promise<void>;
}
