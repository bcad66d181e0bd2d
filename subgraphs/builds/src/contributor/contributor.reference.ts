import type { BuildsContext } from '../context';
import type { Contributor } from './contributor.entity';

export const resolveContributor = ({ id }: Pick<Contributor, 'id'>, { loaders }: BuildsContext) => loaders.contributor.load(id);
