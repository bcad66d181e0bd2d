import type { FastifyReply } from 'fastify';
import { PlatError } from '../errors/plat-error';

const codeOf = (status: number) =>
  status >= 500 ? 'INTERNAL' : status === 413 ? 'LIMIT' : status === 404 ? 'NOT_FOUND' : 'BAD_USER_INPUT';

/**
 * Answers a request that failed as a whole, in the form of GraphQL's errors, and without a word of what it asked for.
 * @param error what may be said of it; without one, next to nothing
 */
export function refuse(reply: FastifyReply, status: number, requestId: string, error?: PlatError): FastifyReply {
  const code = error?.code ?? codeOf(status);
  const message = error?.message ?? (status >= 500 ? 'Something went wrong on our side.' : 'This is no request that we answer.');
  const details = error instanceof PlatError ? error.extensions : {};
  return reply.code(status).send({ errors: [{ message, extensions: { ...details, code, requestId } }] });
}
