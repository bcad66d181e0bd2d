import { PlatError } from '@plat/shared/errors/plat-error';
import Stripe from 'stripe';

/** A message that somebody recorded is of no use to them for longer than this. */
const TOLERANCE_SECONDS = 300;

/**
 * The event in a webhook's body, if Stripe signed these very bytes a moment ago. What is wrong is not said, and what
 * was sent is repeated nowhere: neither in the answer nor in the log.
 * @throws PlatError BAD_USER_INPUT
 */
export function signedEvent(bytes: Buffer, signature: string | undefined, secret: string, now: Date): unknown {
  try {
    return Stripe.webhooks.constructEvent(bytes, signature ?? '', secret, TOLERANCE_SECONDS, undefined, now.getTime());
  } catch {
    throw new PlatError('BAD_USER_INPUT', 'This is not signed by Stripe, or was more than five minutes ago.');
  }
}
