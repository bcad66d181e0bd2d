import { networkOf } from '@plat/shared/access/network';
import { PlatError } from '@plat/shared/errors/plat-error';
import { countAttempt, type Throttle } from '../session/address-throttle';
import type { AccountParts } from './account-parts';

/** So many times an hour somebody of one network may cause a mail to an address that is not known to be theirs. */
const REQUESTS: Throttle = { table: 'account_throttles', limit: 20, window: '1 hour' };

/** Counts a request before anything is known of it, whatever becomes of it. @throws PlatError RATE_LIMITED */
export async function countRequest({ scope: { asSystem, origin }, clock }: Pick<AccountParts, 'scope' | 'clock'>): Promise<void> {
  const network = networkOf(origin.address);
  const mayAsk = !network || (await asSystem((db) => countAttempt(db, network, clock(), REQUESTS)));
  if (!mayAsk) throw new PlatError('RATE_LIMITED', 'Too many requests about accounts came from your network; wait an hour.');
}
