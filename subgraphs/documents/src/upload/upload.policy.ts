import { none, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { Upload } from './upload.entity';

/** The uploads that this viewer may know of: what they send themselves. Administrators see documents, and no files on their way. */
export const visibleUploads = (viewer: Viewer): Scope<Upload> => (viewer.isSignedIn ? { userId: viewer.userId } : none());
