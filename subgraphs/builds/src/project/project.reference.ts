import type { BuildsContext } from '../context';
import type { Project } from './project.entity';

export const resolveProject = ({ id }: Pick<Project, 'id'>, { loaders }: BuildsContext) => loaders.project.load(id);
