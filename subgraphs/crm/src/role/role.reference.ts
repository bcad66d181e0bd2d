import type { CrmContext } from '../context';
import type { Role } from './role.entity';

export const resolveRole = ({ id }: Pick<Role, 'id'>, { loaders }: CrmContext) => loaders.role.load(id);
