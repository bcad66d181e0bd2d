import { GraphQLError } from 'graphql';
import type { ErrorCode } from './error-codes';

/** What a client may read of an error, besides its message: arguments and their rules, or the state that was in the way. */
export interface ErrorDetails {
  /** Argument path to the rule that it breaks, for BAD_USER_INPUT. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

/**
 * The one error that code of ours throws at a client. Its message and details are shown as they are; whatever else is
 * thrown is answered as INTERNAL, and its text goes to the log alone.
 */
export class PlatError extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { extensions: { ...details, code } });
    this.name = 'PlatError';
    this.code = code;
  }
}

/** 401: nobody is signed in. One text for every reason, so that it tells nothing. */
export const unauthenticated = (message = 'Sign in first.') => new PlatError('UNAUTHENTICATED', message);

/** 403: the row is visible, the action is not allowed. */
export const forbidden = (message: string) => new PlatError('FORBIDDEN', message);

/** 404: absent and hidden alike. @param type GraphQL type name */
export const notFound = (type: string, id: string) => new PlatError('NOT_FOUND', `No ${type} with id ${id}.`);

/** 400: arguments that break a rule; keys are argument paths such as `input.title`. */
export const badInput = (fields: Readonly<Record<string, string>>) =>
  new PlatError(
    'BAD_USER_INPUT',
    Object.entries(fields)
      .map(([field, rule]) => `${field} ${rule}`)
      .join('; '),
    { fields },
  );

/** 409: the state does not allow it; `state` is what the caller needs to decide again. */
export const conflict = (message: string, state: Readonly<Record<string, unknown>> = {}) => new PlatError('CONFLICT', message, state);

/** 503: a part that we need does not answer. */
export const unavailable = (message: string) => new PlatError('UNAVAILABLE', message);
