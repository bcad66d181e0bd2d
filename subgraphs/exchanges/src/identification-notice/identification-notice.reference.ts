import type { ExchangesContext } from '../context';
import type { IdentificationNotice } from './identification-notice.entity';

export const resolveIdentificationNotice = ({ id }: Pick<IdentificationNotice, 'id'>, { loaders }: ExchangesContext) =>
  loaders.identificationNotice.load(id);
