import type { CrmContext } from '../context';
import type { Lead } from './lead.entity';

export const resolveLead = ({ id }: Pick<Lead, 'id'>, { loaders }: CrmContext) => loaders.lead.load(id);
