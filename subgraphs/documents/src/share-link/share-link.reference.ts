import type { DocumentsContext } from '../context';
import type { ShareLink } from './share-link.entity';

export const resolveShareLink = ({ id }: Pick<ShareLink, 'id'>, { loaders }: DocumentsContext) => loaders.shareLink.load(id);
