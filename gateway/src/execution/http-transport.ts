import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import { ORIGIN_HEADERS } from '@plat/shared/graphql/subgraph-server';
import { HttpSubgraph, SUBGRAPH_LIMITS, type SubgraphLimits } from '../engine/transport/http-subgraph';
import { SubgraphSockets } from '../engine/transport/subgraph-sockets';
import type { Transport } from './transport';

/** A service over HTTP, its events over WebSockets. @param base `http://host:port` */
export function httpTransport(name: string, base: string, limits: SubgraphLimits = SUBGRAPH_LIMITS): Transport {
  const subgraph = new HttpSubgraph(name, `${base}/graphql`, limits);
  const sockets = new SubgraphSockets(name, `${base}/graphql`, limits.maxBytes);
  return {
    send: (request, token, origin, signal) => subgraph.ask(request, { [IDENTITY_HEADER]: token, ...originHeaders(origin) }, signal),
    events: (request, { who, prove, origin }) =>
      sockets.events(request, { who, prove: async () => ({ [IDENTITY_HEADER]: await prove() }), headers: originHeaders(origin) }),
    close: async () => {
      await sockets.close();
      await subgraph.close();
    },
  };
}

const originHeaders = ({ requestId, address, userAgent, idempotencyKey }: RequestOrigin): Record<string, string> => ({
  [ORIGIN_HEADERS.requestId]: requestId,
  ...(address && { [ORIGIN_HEADERS.address]: address }),
  ...(userAgent && { [ORIGIN_HEADERS.userAgent]: userAgent }),
  ...(idempotencyKey && { [ORIGIN_HEADERS.idempotencyKey]: idempotencyKey }),
});
