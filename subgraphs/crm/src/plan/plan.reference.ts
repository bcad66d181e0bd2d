import type { CrmContext } from '../context';
import type { UserPlan } from './plan.entity';

export const resolveUserPlan = ({ id }: Pick<UserPlan, 'id'>, { loaders }: CrmContext) => loaders.userPlan.load(id);
