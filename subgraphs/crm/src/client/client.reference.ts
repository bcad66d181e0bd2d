import type { CrmContext } from '../context';
import type { Client } from './client.entity';

export const resolveClient = ({ id }: Pick<Client, 'id'>, { loaders }: CrmContext) => loaders.client.load(id);
