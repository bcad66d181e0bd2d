import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { DocumentAccessLog } from './access-log.entity';

/** The document is one's own: of origin PLATFORM or REAL_ESTATE, or of a lead of one's own. In the trash it is nobody's. */
const ofOwnDocument = (userId: string) =>
  where<string>(
    `EXISTS (SELECT FROM documents d WHERE d.id = :column AND d.trashed_at IS NULL
      AND (d.origin IN ('PLATFORM', 'REAL_ESTATE') AND d.user_id = :{userId}
        OR d.origin = 'LEAD' AND d.lead_id = ANY (ARRAY(SELECT subject_id FROM access_grants
          WHERE subject_type = 'Lead' AND principal_id = :{userId} AND is_active AND role = 'OWNER'))))`,
    { userId },
  );

/** The accesses that this viewer may know of: their own, those to documents of their own, and all for an administrator. */
export const visibleAccessLogs = (viewer: Viewer): Scope<DocumentAccessLog> => {
  if (!viewer.isSignedIn) return none();
  if (viewer.isAdmin) return {};
  const { userId } = viewer;
  return [{ userId }, { documentId: ofOwnDocument(userId) }];
};

/** @throws PlatError FORBIDDEN unless the viewer is an administrator, who alone reads of all documents at once */
export const assertMayReadAllAccessLogs = (viewer: Viewer): void => {
  if (!viewer.isAdmin) throw forbidden('Only administrators read the accesses to all documents; ask for those of one document.');
};
