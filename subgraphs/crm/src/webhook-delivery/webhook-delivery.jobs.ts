import type { AsSystem } from '@plat/shared/database/system-database';
import type { Jobs } from '@plat/shared/jobs/job';
import { SecretRing } from '../webhook/webhook.secret';
import { WebhookAddressing } from './webhook-addressing';
import { ADDRESS_WEBHOOKS, SEND_WEBHOOKS, TIDY_WEBHOOKS } from './webhook-delivery.tasks';
import { WebhookLanes } from './webhook-lanes';
import { type WebhookParts, WebhookSending } from './webhook-sending';
import { askOwners } from './webhook-sight.owners';

/** How long what was sent can be read. */
const KEPT_DAYS = 30;
const TIDY_SQL = `DELETE FROM webhook_deliveries WHERE status <> 'PENDING' AND created_at < $1::timestamptz - interval '${KEPT_DAYS} days'`;

/** Finds out who gets what and sends it; every minute, too, for what waits for its time and what a killed process left behind. */
export const webhookJobs = (parts: WebhookParts): Jobs => {
  const ring = new SecretRing(parts.cipher);
  const lanes = new WebhookLanes((asSystem: AsSystem) => new WebhookSending(parts, ring, asSystem));
  return {
    tasks: {
      [ADDRESS_WEBHOOKS]: (_, { asSystem, services, signal }) =>
        new WebhookAddressing(parts, asSystem, askOwners(services, parts.clock)).drain(signal),
      [SEND_WEBHOOKS]: (_, { asSystem, signal }) => lanes.drain(asSystem, signal),
      [TIDY_WEBHOOKS]: (_, { asSystem }) => asSystem((db) => db.query(TIDY_SQL, [parts.clock()])),
    },
    schedule: [
      { task: ADDRESS_WEBHOOKS, at: '* * * * *' },
      { task: SEND_WEBHOOKS, at: '* * * * *' },
      { task: TIDY_WEBHOOKS, at: '43 3 * * *' },
    ],
  };
};
