import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { translateDatabaseError } from '../errors/database-error';
import { isErrorCode } from '../errors/error-codes';
import { PlatError } from '../errors/plat-error';
import { withoutValues } from './without-values';

/** Where the full text of a fault goes: the service's log. */
export interface FaultLog {
  error(fields: object, message: string): void;
}

/**
 * What a client reads of an error: our own errors as they are, everything else as INTERNAL with the request id under
 * which the log has it all. graphql-js's own complaints about variables and arguments carry no code and are the
 * client's to fix; those about a value that we answer name no place in the document, and are ours.
 */
export function formatError(error: GraphQLError, requestId: string, log: FaultLog): GraphQLFormattedError {
  const { locations, path } = error;
  const cause = translateDatabaseError(error.originalError ?? error);
  if (cause instanceof PlatError) return { message: cause.message, locations, path, extensions: { ...cause.extensions, requestId } };
  const code = error.extensions.code;
  if (isErrorCode(code) && code !== 'INTERNAL')
    return { message: withoutValues(error.message), locations, path, extensions: { code, requestId } };
  if (cause instanceof GraphQLError && (!path || cause.nodes))
    return { message: withoutValues(cause.message), locations, path, extensions: { code: 'BAD_USER_INPUT', requestId } };
  log.error({ requestId, path, err: cause }, 'a resolver failed');
  return {
    message: 'Something went wrong on our side; the request id helps us find it.',
    locations,
    path,
    extensions: { code: 'INTERNAL', requestId },
  };
}
