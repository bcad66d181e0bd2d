import type { CrmContext } from '../context';
import type { Deal } from './deal.entity';

export const resolveDeal = ({ id }: Pick<Deal, 'id'>, { loaders }: CrmContext) => loaders.deal.load(id);
