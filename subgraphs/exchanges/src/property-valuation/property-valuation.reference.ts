import type { ExchangesContext } from '../context';
import type { PropertyValuation } from './property-valuation.entity';

export const resolvePropertyValuation = ({ id }: Pick<PropertyValuation, 'id'>, { loaders }: ExchangesContext) =>
  loaders.propertyValuation.load(id);
