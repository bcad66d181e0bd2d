import { PlatError } from '@plat/shared/errors/plat-error';
import type { RawPaths } from '@plat/shared/graphql/raw-paths';
import type { CrmConfig } from '../config';
import { signedEvent } from './signed-event';
import { StripeEventService } from './stripe-event.service';
import { factOf, isStripeType } from './stripe-fact';

/** Where Stripe tells what became of subscriptions. Without the secret that it signs with there is nothing there. */
export const rawPaths = ({ stripeWebhookSecret: secret }: Pick<CrmConfig, 'stripeWebhookSecret'>, clock = () => new Date()): RawPaths => ({
  '/webhooks/stripe': async ({ bytes, header, log }, scope) => {
    if (!secret) throw new PlatError('NOT_FOUND', 'There is nothing here.');
    const fact = factOf(signedEvent(bytes, header('stripe-signature'), secret, clock()));
    if (!fact) throw new PlatError('BAD_USER_INPUT', 'This is no event.');
    const { id, type, customerId, planName } = fact;
    if (isStripeType(type) && !customerId)
      log.warn({ id, type }, 'an event of Stripe names no customer and subscription; it changes nothing');
    if (/^customer\.subscription/.test(type) && customerId && !planName)
      log.warn({ id, type }, 'a price at Stripe names no plan; give it the lookup key or the metadata "plan" of pro or enterprise');
    const outcome = await new StripeEventService(scope).receive(fact);
    log.info({ id, type, outcome: outcome ?? 'KNOWN' }, 'an event of Stripe was received');
    return { received: true };
  },
});
