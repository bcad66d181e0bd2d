import type { ExchangesContext } from '../context';
import type { ExchangeTask } from './exchange-task.entity';

export const resolveExchangeTask = ({ id }: Pick<ExchangeTask, 'id'>, { loaders }: ExchangesContext) => loaders.exchangeTask.load(id);
