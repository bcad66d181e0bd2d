import { none, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { RetentionPolicy } from './retention-policy.entity';

/** Policies are administrators'; what follows from them, whoever sees a document may know. */
export const visibleRetentionPolicies = ({ isAdmin }: Viewer): Scope<RetentionPolicy> => (isAdmin ? {} : none());

/** @throws PlatError FORBIDDEN for all but administrators */
export const assertMayWriteRetention = (viewer: Viewer): void => {
  if (!viewer.isAdmin) throw forbidden('Only administrators say how long documents are kept.');
};
