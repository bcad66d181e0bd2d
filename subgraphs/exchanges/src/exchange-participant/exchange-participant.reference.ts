import type { ExchangesContext } from '../context';
import type { ExchangeParticipant } from './exchange-participant.entity';

export const resolveExchangeParticipant = ({ id }: Pick<ExchangeParticipant, 'id'>, { loaders }: ExchangesContext) =>
  loaders.exchangeParticipant.load(id);
