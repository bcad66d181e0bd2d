import { within } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { visibleDocuments } from './document.policy';

/** Properties whose columns are called otherwise. */
const COLUMNS = { uploadedById: 'uploaded_by', platformLinkId: 'connection_id', realEstateType: 'document_type' };

/** For the id of a document in another table: what is read with the document, by whoever may know of it. */
export const withVisibleDocument = (viewer: Viewer): string => within<string>('documents', visibleDocuments(viewer), COLUMNS);
