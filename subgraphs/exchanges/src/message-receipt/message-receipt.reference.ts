import type { ExchangesContext } from '../context';
import type { MessageReceipt } from './message-receipt.entity';

export const resolveMessageReceipt = ({ id }: Pick<MessageReceipt, 'id'>, { loaders }: ExchangesContext) => loaders.messageReceipt.load(id);
