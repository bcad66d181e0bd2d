import type { Consumers } from '@plat/shared/events/consumer';
import { appendToAuditLog } from './audit-log/audit-log.append';
import { notify } from './notification/notification.consumer';
import { enqueueWebhooks } from './webhook-delivery/webhook-event.consumer';

/** What crm does about events, of all services and its own. @param auditKey PLAT_AUDIT_KEY @param clock what time it is */
export const crmConsumers = (auditKey: Buffer, clock: () => Date): Consumers => ({
  '*': [enqueueWebhooks(clock), notify, appendToAuditLog(auditKey)],
});
