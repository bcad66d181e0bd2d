import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { withVisibleDocument } from '../document/document.scope';
import type { TemplateVersion } from './template-version.entity';

/** The versions of templates that this viewer may know exist: those of its documents. */
export const visibleTemplateVersions = (viewer: Viewer): Scope<TemplateVersion> => ({ documentId: withVisibleDocument(viewer) });
