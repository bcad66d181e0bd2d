import type { ExchangesContext } from '../context';
import type { ExchangeProperty } from './exchange-property.entity';

export const resolveExchangeProperty = ({ id }: Pick<ExchangeProperty, 'id'>, { loaders }: ExchangesContext) =>
  loaders.exchangeProperty.load(id);
