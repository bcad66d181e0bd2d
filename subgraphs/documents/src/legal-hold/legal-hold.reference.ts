import type { DocumentsContext } from '../context';
import type { LegalHold } from './legal-hold.entity';
import type { LegalHoldDocument } from './legal-hold-document.entity';

export const resolveLegalHold = ({ id }: Pick<LegalHold, 'id'>, { loaders }: DocumentsContext) => loaders.legalHold.load(id);

export const resolveLegalHoldDocument = ({ id }: Pick<LegalHoldDocument, 'id'>, { loaders }: DocumentsContext) =>
  loaders.legalHoldDocument.load(id);
