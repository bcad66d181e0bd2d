import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { WebhookDelivery } from './webhook-delivery.entity';

/** The deliveries that this viewer may know exist: those to its own webhooks; all of them for an administrator. */
export const visibleWebhookDeliveries = (viewer: Viewer): Scope<WebhookDelivery> => (viewer.isAdmin ? {} : { userId: viewer.userId });

/** @throws PlatError FORBIDDEN unless it is to a webhook of the viewer's own */
export const assertMayResend = (viewer: Viewer, delivery: Pick<WebhookDelivery, 'userId'>): void => {
  if (delivery.userId !== viewer.userId) throw forbidden('Only the owner of a webhook has something sent to it again.');
};
