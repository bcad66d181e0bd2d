import type { CrmContext } from '../context';
import type { Property } from './property.entity';

export const resolveProperty = ({ id }: Pick<Property, 'id'>, { loaders }: CrmContext) => loaders.property.load(id);
