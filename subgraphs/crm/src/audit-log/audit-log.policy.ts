import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { AuditLog } from './audit-log.entity';

/** The entries that this viewer may know exist: of what it did itself; all of them for an administrator. */
export const visibleAuditLogs = (viewer: Viewer): Scope<AuditLog> => (viewer.isAdmin ? {} : { userId: viewer.userId });

/** @throws PlatError FORBIDDEN unless the viewer is an administrator: to others their last entry is not the last one */
export const assertMayReadAuditHead = (viewer: Viewer): void => {
  if (!viewer.isAdmin) throw forbidden('Only administrators read the head of the audit log.');
};
