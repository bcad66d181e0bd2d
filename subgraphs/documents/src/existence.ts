import { type Existence, visibleIds } from '@plat/shared/references/existence';
import { Document } from './document/document.entity';
import { visibleDocuments } from './document/document.policy';

/** What other services may ask about: the documents that the viewer sees, by the grants that are told so far. */
export const existence: Existence = { Document: visibleIds(Document, visibleDocuments) };
