import type { GraphQLAnswer, GraphQLRequest } from '@plat/shared/graphql/execute';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';

/** Brings one request to one service, with the identity token that the service asks for. */
export interface Transport {
  /** @throws PlatError UNAVAILABLE when the service does not answer, or with something that is no answer */
  send(request: GraphQLRequest, token: string, origin: RequestOrigin): Promise<GraphQLAnswer>;
  close(): Promise<void>;
}
