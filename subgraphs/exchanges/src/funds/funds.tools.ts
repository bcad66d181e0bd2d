import type { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { civilDayOf } from '../exchange/exchange.civil-date';
import type { Exchange } from '../exchange/exchange.entity';

/** What rules about money and taxes need of the process. */
export interface FundsTools {
  readonly cipher: SecretCipher;
  /** The clock. */
  readonly now: () => Date;
}

/** The civil date in an exchange's zone, in which its days end. */
export const todayIn = ({ timeZone }: Pick<Exchange, 'timeZone'>, { now }: Pick<FundsTools, 'now'>): string => civilDayOf(now(), timeZone);
