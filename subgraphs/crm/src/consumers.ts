import type { Consumers } from '@plat/shared/events/consumer';
import { appendToAuditLog } from './audit-log/audit-log.append';

/** What crm does about events, of all services and its own. */
export const consumers: Consumers = {
  '*': [appendToAuditLog],
};
