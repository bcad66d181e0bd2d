import type { GraphQLDataSource } from '@apollo/gateway';
import type { IdentityIssuer } from '@plat/shared/access/identity-token';
import type { Viewer } from '@plat/shared/access/viewer';
import { PlatError } from '@plat/shared/errors/plat-error';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import { failedPaths } from './failed-paths';
import { JoinedReferences } from './joined-references';
import type { Transport } from './transport';

/** What travels with a client's request through the plan. */
export interface GatewayContext {
  readonly viewer: Viewer;
  readonly origin: RequestOrigin;
}

type DataSource = GraphQLDataSource<GatewayContext & Record<string, unknown>>;

/** A service as the plan's executor asks it; a service that is down is an error of its fields, and of no others. */
export const serviceDataSource = (name: string, transport: Transport, issuer: IdentityIssuer): DataSource => {
  const references = new JoinedReferences();
  return {
    async process({ request, context }) {
      const { viewer, origin } = context as GatewayContext;
      const { query = '', variables, operationName } = request;
      try {
        const answer = await references.ask(context, { query, variables, operationName }, async (joined) =>
          transport.send(joined, await issuer.mint(viewer, name), origin),
        );
        return answer as Awaited<ReturnType<DataSource['process']>>;
      } catch (error) {
        if (!(error instanceof PlatError)) throw error;
        const { message, extensions } = error;
        return { data: undefined, errors: failedPaths(request).map((path) => ({ message, path, extensions })) };
      }
    },
  };
};
