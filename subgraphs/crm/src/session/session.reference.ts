import type { CrmContext } from '../context';
import type { UserSession } from './session.entity';

export const resolveUserSession = ({ id }: Pick<UserSession, 'id'>, { loaders }: CrmContext) => loaders.session.load(id);
