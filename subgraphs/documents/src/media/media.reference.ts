import type { DocumentsContext } from '../context';
import type { Media } from './media.entity';

export const resolveMedia = ({ id }: Pick<Media, 'id'>, { loaders }: DocumentsContext) => loaders.media.load(id);
