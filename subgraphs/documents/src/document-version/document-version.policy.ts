import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { withVisibleDocument } from '../document/document.scope';
import type { DocumentVersion } from './document-version.entity';

/** The versions that this viewer may know exist: those of its documents. */
export const visibleDocumentVersions = (viewer: Viewer): Scope<DocumentVersion> => ({ documentId: withVisibleDocument(viewer) });
