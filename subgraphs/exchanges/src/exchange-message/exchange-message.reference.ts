import type { ExchangesContext } from '../context';
import type { ExchangeMessage } from './exchange-message.entity';

export const resolveExchangeMessage = ({ id }: Pick<ExchangeMessage, 'id'>, { loaders }: ExchangesContext) =>
  loaders.exchangeMessage.load(id);
