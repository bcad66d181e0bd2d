import type { CrmContext } from '../context';
import type { AccessToken } from './access-token.entity';

export const resolveAccessToken = ({ id }: Pick<AccessToken, 'id'>, { loaders }: CrmContext) => loaders.accessToken.load(id);
