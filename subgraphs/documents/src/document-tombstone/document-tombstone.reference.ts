import type { DocumentsContext } from '../context';
import type { DocumentTombstone } from './document-tombstone.entity';

export const resolveDocumentTombstone = ({ id }: Pick<DocumentTombstone, 'id'>, { loaders }: DocumentsContext) =>
  loaders.documentTombstone.load(id);
