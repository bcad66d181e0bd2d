import type { CrmContext } from '../context';
import type { ApiKey } from './api-key.entity';

export const resolveApiKey = ({ id }: Pick<ApiKey, 'id'>, { loaders }: CrmContext) => loaders.apiKey.load(id);
