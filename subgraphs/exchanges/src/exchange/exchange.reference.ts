import type { ExchangesContext } from '../context';
import type { Exchange } from './exchange.entity';

export const resolveExchange = ({ id }: Pick<Exchange, 'id'>, { loaders }: ExchangesContext) => loaders.exchange.load(id);
