import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Webhook } from './webhook.entity';
import type { WebhookOrder } from './webhook.input';
import { visibleWebhooks } from './webhook.policy';

const orderings: Orderings<Webhook, WebhookOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

export const webhookLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Webhook, visibleWebhooks, ids));

export const webhookPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'webhooks', entity: Webhook, visible: visibleWebhooks, orderings });
