import { none, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { DocumentTombstone } from './document-tombstone.entity';

/** What this viewer may know of that was removed: administrators of all, others of what was their own and what they removed. */
export const visibleDocumentTombstones = ({ isSignedIn, isAdmin, identity: { userId } }: Viewer): Scope<DocumentTombstone> => {
  if (!isSignedIn || !userId) return none();
  return isAdmin ? {} : [{ userId }, { purgedById: userId }];
};
