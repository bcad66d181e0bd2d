import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { WebhookDelivery } from './webhook-delivery.entity';
import type { WebhookDeliveryOrder } from './webhook-delivery.input';
import { visibleWebhookDeliveries } from './webhook-delivery.policy';

const orderings: Orderings<WebhookDelivery, WebhookDeliveryOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

export const deliveriesOfWebhookPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Webhook.deliveries',
    entity: WebhookDelivery,
    visible: visibleWebhookDeliveries,
    orderings,
    parent: 'node.webhook_id = parent.id',
  });
