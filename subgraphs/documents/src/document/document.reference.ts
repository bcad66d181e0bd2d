import type { DocumentsContext } from '../context';
import type { Document } from './document.entity';

export const resolveDocument = ({ id }: Pick<Document, 'id'>, { loaders }: DocumentsContext) => loaders.document.load(id);
