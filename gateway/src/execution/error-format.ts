import { isErrorCode } from '@plat/shared/errors/error-codes';
import type { FaultLog } from '@plat/shared/graphql/error-format';
import { withoutValues } from '@plat/shared/graphql/without-values';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';

/**
 * What a client reads of an error from anywhere behind the gateway. An error with one of our codes comes from our own
 * services, which made it fit to be sent; of anything else only the request id leaves, and the log keeps the rest.
 */
export function formatGatewayError(error: GraphQLError, requestId: string, log: FaultLog): GraphQLFormattedError {
  const { serviceName: _service, stacktrace: _stack, code, ...details } = error.extensions;
  const { locations, path } = error;
  if (isErrorCode(code)) return { message: withoutValues(error.message), locations, path, extensions: { ...details, code, requestId } };
  log.error({ requestId, path, err: error.originalError ?? error }, 'an operation failed');
  return {
    message: 'Something went wrong on our side; the request id helps us find it.',
    locations,
    path,
    extensions: { code: 'INTERNAL', requestId },
  };
}
