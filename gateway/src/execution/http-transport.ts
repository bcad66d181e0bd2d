import { IDENTITY_HEADER } from '@plat/shared/access/identity-token';
import { ServiceConnection } from '@plat/shared/access/service-connection';
import { unavailable } from '@plat/shared/errors/plat-error';
import type { GraphQLAnswer } from '@plat/shared/graphql/execute';
import { ORIGIN_HEADERS } from '@plat/shared/graphql/subgraph-server';
import type { Transport } from './transport';

/** A service over HTTP. @param base `http://host:port` */
export function httpTransport(name: string, base: string): Transport {
  const connection = new ServiceConnection(name, base);
  return {
    async send(request, token, { requestId, address, userAgent, idempotencyKey }) {
      const headers = {
        'content-type': 'application/json',
        [IDENTITY_HEADER]: token,
        [ORIGIN_HEADERS.requestId]: requestId,
        ...(address && { [ORIGIN_HEADERS.address]: address }),
        ...(userAgent && { [ORIGIN_HEADERS.userAgent]: userAgent }),
        ...(idempotencyKey && { [ORIGIN_HEADERS.idempotencyKey]: idempotencyKey }),
      };
      const answer = (await connection.ask({ path: '/graphql', method: 'POST', headers, body: JSON.stringify(request) })) as GraphQLAnswer;
      if (!('data' in answer || 'errors' in answer)) throw unavailable(`The ${name} service does not answer right now; try again.`);
      return answer;
    },
    close: () => connection.close(),
  };
}
