import { isErrorCode } from '@plat/shared/errors/error-codes';
import type { FaultLog } from '@plat/shared/graphql/error-format';
import { withoutValues } from '@plat/shared/graphql/without-values';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { ExecutionError } from '../engine/execution/run-plan';

/**
 * What a client reads of an error from anywhere behind the gateway. An error with one of our codes comes from our own
 * services, which made it fit to be sent; of anything else only the request id leaves, and the log keeps the rest.
 */
export function formatGatewayError(error: ExecutionError | GraphQLError, requestId: string, log: FaultLog): GraphQLFormattedError {
  const { serviceName: _service, stacktrace: _stack, code, ...details } = error.extensions ?? {};
  const { path } = error;
  const { locations } = error instanceof GraphQLError ? error : { locations: undefined };
  if (isErrorCode(code)) return { message: withoutValues(error.message), locations, path, extensions: { ...details, code, requestId } };
  log.error({ requestId, path, err: causeOf(error) }, 'an operation failed');
  return {
    message: 'Something went wrong on our side; the request id helps us find it.',
    locations,
    path,
    extensions: { code: 'INTERNAL', requestId },
  };
}

const causeOf = (error: ExecutionError | GraphQLError): unknown =>
  error instanceof GraphQLError ? (error.originalError ?? error) : (error.cause ?? { message: error.message, service: error.service });
