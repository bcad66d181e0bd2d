import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { withVisibleDocument } from '../document/document.scope';
import type { GeneratedDocument } from './generated-document.entity';
import type { TemplateVersion } from './template-version.entity';

/** The versions of templates that this viewer may know exist: those of its documents. */
export const visibleTemplateVersions = (viewer: Viewer): Scope<TemplateVersion> => ({ documentId: withVisibleDocument(viewer) });

/** What this viewer may know of how documents were made: of its documents. */
export const visibleGeneratedDocuments = (viewer: Viewer): Scope<GeneratedDocument> => ({ documentId: withVisibleDocument(viewer) });
