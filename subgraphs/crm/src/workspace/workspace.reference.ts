import type { CrmContext } from '../context';
import type { Workspace } from './workspace.entity';

export const resolveWorkspace = ({ id }: Pick<Workspace, 'id'>, { loaders }: CrmContext) => loaders.workspace.load(id);
