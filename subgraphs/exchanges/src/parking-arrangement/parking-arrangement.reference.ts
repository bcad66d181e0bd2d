import type { ExchangesContext } from '../context';
import type { ParkingArrangement } from './parking-arrangement.entity';

export const resolveParkingArrangement = ({ id }: Pick<ParkingArrangement, 'id'>, { loaders }: ExchangesContext) =>
  loaders.parkingArrangement.load(id);
