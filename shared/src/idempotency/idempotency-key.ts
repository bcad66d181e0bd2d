import { badInput, type PlatError } from '../errors/plat-error';

/** The header by which a client says that it sends a mutation again, and not a second one. */
export const IDEMPOTENCY_HEADER = 'Idempotency-Key';

const FORM = /^[\x20-\x7e]{1,255}$/;

/** @returns BAD_USER_INPUT naming the header, for a key that is empty, too long or not printable ASCII */
export const faultOfIdempotencyKey = (key: string): PlatError | undefined =>
  FORM.test(key) ? undefined : badInput({ [IDEMPOTENCY_HEADER]: 'must be 1 to 255 printable ASCII characters' });
