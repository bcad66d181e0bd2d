import type { CrmContext } from '../context';
import type { Permission } from './permission.entity';

export const resolvePermission = ({ id }: Pick<Permission, 'id'>, { loaders }: CrmContext) => loaders.permission.load(id);
