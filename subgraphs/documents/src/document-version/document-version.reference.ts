import type { DocumentsContext } from '../context';
import type { DocumentVersion } from './document-version.entity';

export const resolveDocumentVersion = ({ id }: Pick<DocumentVersion, 'id'>, { loaders }: DocumentsContext) =>
  loaders.documentVersion.load(id);
