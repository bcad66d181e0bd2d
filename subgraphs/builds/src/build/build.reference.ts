import type { BuildsContext } from '../context';
import type { Build } from './build.entity';

export const resolveBuild = ({ id }: Pick<Build, 'id'>, { loaders }: BuildsContext) => loaders.build.load(id);
