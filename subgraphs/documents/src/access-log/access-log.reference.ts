import type { DocumentsContext } from '../context';
import type { DocumentAccessLog } from './access-log.entity';

export const resolveAccessLog = ({ id }: Pick<DocumentAccessLog, 'id'>, { loaders }: DocumentsContext) => loaders.accessLog.load(id);
