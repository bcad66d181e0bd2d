import { randomUUID } from 'node:crypto';
import { narrowed } from '@plat/shared/access/scope';
import { conflict, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { Equal } from 'typeorm';
import { type Webhook, WebhookStatus } from '../webhook/webhook.entity';
import type { WebhookService } from '../webhook/webhook.service';
import { WebhookDelivery, WebhookDeliveryStatus } from './webhook-delivery.entity';
import { assertMayResend, visibleWebhookDeliveries } from './webhook-delivery.policy';
import { SEND_WEBHOOKS } from './webhook-delivery.tasks';
import { bodyOf } from './webhook-message';

/** The columns that a request may give a new row; naming another one, even with its default, the database refuses. */
const INSERTED = ['id', 'webhookId', 'userId', 'eventId', 'type', 'body', 'queuedAt', 'nextAttemptAt', 'occurredAt', 'createdAt'];

/** What owners have sent to their webhooks: a message to try one, and one of before, again. */
export class WebhookDeliveryService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly webhooks: WebhookService,
    private readonly clock: () => Date,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT for a webhook that is disabled */
  async sendTest(webhookId: string): Promise<WebhookDelivery> {
    const { db } = this.scope;
    const webhook = await this.webhooks.locked(webhookId);
    assertActive(webhook);
    const [id, eventId, now, type] = [randomUUID(), randomUUID(), this.clock(), 'webhook.test'];
    const body = bodyOf({ id: eventId, type, timestamp: now, subject: { type: 'Webhook', id: webhook.id }, changed: [] });
    const { userId } = webhook;
    const times = { queuedAt: now, nextAttemptAt: now, occurredAt: now, createdAt: now };
    const row = { id, webhookId: webhook.id, userId, eventId, type, body, ...times };
    await db
      .createQueryBuilder()
      .insert()
      .into(WebhookDelivery, INSERTED)
      .values(row as never)
      .execute();
    await this.events.record('webhook.tested', webhook, { after: {}, deliveryId: id });
    await enqueueJob(db, SEND_WEBHOOKS, {});
    return db.findOneByOrFail(WebhookDelivery, { id });
  }

  /** Sends a message again, whatever came of it, and for a day if need be. @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT */
  async resend(id: string): Promise<WebhookDelivery> {
    const { db, viewer } = this.scope;
    const where = narrowed(visibleWebhookDeliveries(viewer), 'id', Equal(id));
    const seen = isUuid(id) ? await db.findOne(WebhookDelivery, { where }) : null;
    if (!seen) throw notFound('WebhookDelivery', id);
    assertMayResend(viewer, seen);
    assertActive(await this.webhooks.locked(seen.webhookId)); // before its deliveries, as whoever sends them does
    const delivery = await db.findOne(WebhookDelivery, { where, lock: { mode: 'pessimistic_write' } });
    if (!delivery) throw notFound('WebhookDelivery', id);
    const now = this.clock();
    const before = { status: delivery.status };
    const after = { status: WebhookDeliveryStatus.PENDING, queuedAt: now, nextAttemptAt: now };
    await db.update(WebhookDelivery, { id: delivery.id }, after);
    await this.events.record('webhook_delivery.resent', delivery, { before, after: { status: after.status } });
    await enqueueJob(db, SEND_WEBHOOKS, {});
    return Object.assign(delivery, after);
  }
}

const assertActive = ({ status }: Webhook): void => {
  if (status !== WebhookStatus.ACTIVE) throw conflict('This webhook is disabled; enable it first.', { status });
};
