import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { withVisibleDocument } from '../document/document.scope';
import type { DocumentTag } from './document-tag.entity';

/** The tags that this viewer may know of: those of its documents. */
export const visibleDocumentTags = (viewer: Viewer): Scope<DocumentTag> => ({ documentId: withVisibleDocument(viewer) });
