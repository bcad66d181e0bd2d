import { alternativesOf, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { Document } from '../document/document.entity';
import { visibleDocuments } from '../document/document.policy';
import { visibleTrashedDocuments } from './document-trash.policy';

/** What the viewer may know of, in the trash or not. */
export const readableDocuments = (viewer: Viewer): Scope<Document> => [
  ...alternativesOf(visibleDocuments(viewer)),
  ...alternativesOf(visibleTrashedDocuments(viewer)),
];
