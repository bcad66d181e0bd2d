import type { GraphQLDataSource } from '@apollo/gateway';
import type { IdentityIssuer } from '@plat/shared/access/identity-token';
import type { Viewer } from '@plat/shared/access/viewer';
import { PlatError } from '@plat/shared/errors/plat-error';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import { failedPaths } from './failed-paths';
import type { Transport } from './transport';

/** What travels with a client's request through the plan. */
export interface GatewayContext {
  readonly viewer: Viewer;
  readonly origin: RequestOrigin;
}

type DataSource = GraphQLDataSource<GatewayContext & Record<string, unknown>>;

/** A service as the plan's executor asks it; a service that is down is an error of its fields, and of no others. */
export const serviceDataSource = (name: string, transport: Transport, issuer: IdentityIssuer): DataSource => ({
  async process({ request, context }) {
    const { viewer, origin } = context as GatewayContext;
    try {
      const token = await issuer.mint(viewer, name);
      const answer = await transport.send(
        { query: request.query as string, variables: request.variables, operationName: request.operationName },
        token,
        origin,
      );
      return answer as Awaited<ReturnType<DataSource['process']>>;
    } catch (error) {
      if (!(error instanceof PlatError)) throw error;
      const { message, extensions } = error;
      return { data: undefined, errors: failedPaths(request).map((path) => ({ message, path, extensions })) };
    }
  },
});
