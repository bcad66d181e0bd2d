import type { CrmContext } from '../context';
import type { AuditLog } from './audit-log.entity';

export const resolveAuditLog = ({ id }: Pick<AuditLog, 'id'>, { loaders }: CrmContext) => loaders.auditLog.load(id);
