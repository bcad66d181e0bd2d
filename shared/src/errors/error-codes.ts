/**
 * Every code that a client can meet in `extensions.code`: what it means, what to do about it, and the HTTP status
 * where the whole request fails with it. docs/errors.md is generated from this table.
 */
export const ERROR_CODES = {
  UNAUTHENTICATED: {
    status: 401,
    meaning: 'Nobody is signed in, or the token is expired, revoked or not ours.',
    remedy: 'Sign in and send the access token as `Authorization: Bearer …`.',
  },
  FORBIDDEN: {
    status: 403,
    meaning: 'You may see this, but not do that with it.',
    remedy: 'Ask somebody with the permission that the message names.',
  },
  NOT_FOUND: { status: 404, meaning: 'There is no such thing, or you may not know of it.', remedy: 'Check the id and whose data it is.' },
  BAD_USER_INPUT: {
    status: 400,
    meaning: 'An argument breaks a rule.',
    remedy: '`extensions.fields` names each argument and its rule; correct it and send again.',
  },
  CONFLICT: {
    status: 409,
    meaning: 'Something else was faster, or the state does not allow it.',
    remedy: 'Read the current state, then decide again.',
  },
  REFERENCED: {
    status: 409,
    meaning: 'It cannot go while other things refer to it.',
    remedy: 'Remove what refers to it, or archive it instead.',
  },
  LOCKED: { status: 423, meaning: 'A check-out or a legal hold keeps it.', remedy: 'Wait for its holder, or ask for its release.' },
  PIN_REQUIRED: { status: 403, meaning: 'The document is protected by a PIN.', remedy: 'Ask for a grant with its PIN first.' },
  PIN_INVALID: { status: 403, meaning: 'The PIN is wrong.', remedy: 'Try again; a few wrong PINs lock the document for you for a while.' },
  LIMIT: { status: 400, meaning: 'The request is larger than anything we answer at once.', remedy: 'Ask for less at a time.' },
  RATE_LIMITED: { status: 429, meaning: 'Too many requests in too short a time.', remedy: 'Wait, then try again.' },
  UNAVAILABLE: {
    status: 503,
    meaning: 'A service or its database does not answer.',
    remedy: 'Try again in a moment; nothing was changed unless the same key says so.',
  },
  INTERNAL: { status: 500, meaning: 'A fault of ours.', remedy: 'Report the request id.' },
  GRAPHQL_PARSE_FAILED: { status: 400, meaning: 'The document is not GraphQL.', remedy: 'Correct the syntax at the location given.' },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    meaning: 'The document does not fit the schema.',
    remedy: 'Correct the field, argument or variable that the message names.',
  },
} as const;

/** A key of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Whether a value is one of our codes; what another server says is not trusted to be. */
export const isErrorCode = (value: unknown): value is ErrorCode => typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
