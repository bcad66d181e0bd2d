import type { DocumentsContext } from '../context';
import type { TemplateVersion } from './template-version.entity';

export const resolveTemplateVersion = ({ id }: Pick<TemplateVersion, 'id'>, { loaders }: DocumentsContext) =>
  loaders.templateVersion.load(id);
