import { IDENTITY_HEADER } from '@plat/shared/access/identity-token';
import { ORIGIN_HEADERS } from '@plat/shared/graphql/subgraph-server';
import { HttpSubgraph, type SubgraphLimits } from '../engine/transport/http-subgraph';
import type { Transport } from './transport';

/** A service over HTTP. @param base `http://host:port` */
export function httpTransport(name: string, base: string, limits?: SubgraphLimits): Transport {
  const subgraph = new HttpSubgraph(name, `${base}/graphql`, limits);
  return {
    send(request, token, { requestId, address, userAgent, idempotencyKey }, signal) {
      const headers = {
        [IDENTITY_HEADER]: token,
        [ORIGIN_HEADERS.requestId]: requestId,
        ...(address && { [ORIGIN_HEADERS.address]: address }),
        ...(userAgent && { [ORIGIN_HEADERS.userAgent]: userAgent }),
        ...(idempotencyKey && { [ORIGIN_HEADERS.idempotencyKey]: idempotencyKey }),
      };
      return subgraph.ask(request, headers, signal);
    },
    close: () => subgraph.close(),
  };
}
