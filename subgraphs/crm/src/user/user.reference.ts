import type { CrmContext } from '../context';
import type { User } from './user.entity';

export const resolveUser = ({ id }: Pick<User, 'id'>, { loaders }: CrmContext) => loaders.user.load(id);
