import { badInput } from '@plat/shared/errors/plat-error';
import { faultOfIdempotencyKey, IDEMPOTENCY_HEADER } from '@plat/shared/idempotency/idempotency-key';
import type { FastifyRequest } from 'fastify';

const NAME = IDEMPOTENCY_HEADER.toLowerCase();

/** The key of a request, if it has one. @throws PlatError BAD_USER_INPUT for several, and for one that is none */
export function idempotencyKeyOf({ headers, raw }: FastifyRequest): string | undefined {
  const key = headers[NAME];
  if (key === undefined) return undefined;
  // Node joins several into one that nobody sent.
  if (raw.rawHeaders.filter((name, n) => n % 2 === 0 && name.toLowerCase() === NAME).length > 1)
    throw badInput({ [IDEMPOTENCY_HEADER]: 'must be sent once' });
  const fault = faultOfIdempotencyKey(String(key));
  if (fault) throw fault;
  return String(key);
}
