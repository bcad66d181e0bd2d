import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { AuditLog } from './audit-log.entity';
import type { AuditLogOrder } from './audit-log.input';
import { visibleAuditLogs } from './audit-log.policy';

const orderings: Orderings<AuditLog, AuditLogOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

const list = { entity: AuditLog, visible: visibleAuditLogs, orderings };

export const auditLogLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, AuditLog, visibleAuditLogs, ids));

export const auditLogPages = (scope: RequestScope) => new Pages(scope, { name: 'Query.auditLogs', ...list });

export const auditLogsOfExchangePages = (scope: RequestScope) =>
  new Pages(scope, { name: 'Exchange.auditLogs', ...list, parent: 'node.exchange_id = parent.id' });
