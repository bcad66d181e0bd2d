import { badInput, conflict, notFound } from '@plat/shared/errors/plat-error';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import { Decimal } from 'decimal.js';
import { checkMoney, checkPast, checkText } from '../checks';
import type { Exchange } from '../exchange/exchange.entity';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { Faults } from '../faults';
import type { FundAccount } from '../fund-account/fund-account.entity';
import { type FundsTools, todayIn } from '../funds/funds.tools';
import { type FundEntry, FundEntryKind } from './fund-entry.entity';
import type { AddFundEntryInput, ReverseFundEntryInput } from './fund-entry.input';
import type { FundLedger } from './fund-ledger';

const NOT_RECEIPTS: readonly FundEntryKind[] = [FundEntryKind.RELEASE, FundEntryKind.REVERSAL];

/** Receipts, and the reversal of what was wrong. Nobody edits an entry; what leaves an account is a release. */
export class FundEntryService {
  constructor(
    private readonly tools: FundsTools,
    private readonly entries: LoaderById<FundEntry>,
    private readonly reversals: LoaderById<FundEntry>,
    private readonly accounts: LoaderById<FundAccount>,
    private readonly rights: ExchangeRights,
    private readonly ledger: FundLedger,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT without an open account */
  async add({ exchangeId, kind, amount, occurredOn, memo }: AddFundEntryInput): Promise<FundEntry> {
    const exchange = await this.rights.managed(exchangeId);
    const faults = this.faults(exchange, { occurredOn, memo });
    faults.unless(
      !NOT_RECEIPTS.includes(kind),
      'kind',
      'must be a kind of receipt: money leaves by a release, and a mistake by reverseFundEntry',
    );
    checkMoney(faults, 'amount', amount, '0.01');
    faults.throwIfAny();
    const { id: accountId } = await openAccount(this.accounts, exchange.id);
    return this.ledger.post({ exchangeId: exchange.id, accountId, kind, credit: new Decimal(amount).toFixed(2), occurredOn, memo });
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT: reversed already, or the money has left since */
  async reverse({ id, occurredOn, memo }: ReverseFundEntryInput): Promise<FundEntry> {
    const entry = await this.entries.load(id);
    if (!entry) throw notFound('FundEntry', id);
    const exchange = await this.rights.managed(entry.exchangeId);
    const faults = this.faults(exchange, { occurredOn, memo });
    faults.unless(occurredOn >= entry.occurredOn, 'occurredOn', `must not be before the entry, ${entry.occurredOn}`);
    faults.throwIfAny();
    if (entry.kind === FundEntryKind.REVERSAL) throw conflict('A reversal is not reversed; write the entry anew.');
    await openAccount(this.accounts, exchange.id);
    await this.ledger.lockedBalance(entry.accountId);
    if (await this.reversals.load(entry.id)) throw conflict('This entry was reversed already.');
    const { exchangeId, accountId, debit, credit } = entry;
    this.reversals.clear(entry.id);
    return this.ledger.post({
      exchangeId,
      accountId,
      kind: FundEntryKind.REVERSAL,
      debit: credit,
      credit: debit,
      occurredOn,
      memo,
      reversesId: entry.id,
    });
  }

  private faults(exchange: Exchange, { occurredOn, memo }: Pick<AddFundEntryInput, 'occurredOn' | 'memo'>): Faults {
    const faults = new Faults();
    checkPast(faults, 'occurredOn', occurredOn, todayIn(exchange, this.tools));
    checkText(faults, 'memo', memo, 1_000);
    return faults;
  }
}

/** The account of an exchange. @param accounts by exchange @throws PlatError BAD_USER_INPUT without one, CONFLICT when it is closed */
export async function openAccount(accounts: LoaderById<FundAccount>, exchangeId: string): Promise<FundAccount> {
  const account = await accounts.load(exchangeId);
  if (!account) throw badInput({ 'input.exchangeId': 'must be an exchange with an account; create it first' });
  if (account.closedOn) throw conflict(`The account was closed on ${account.closedOn}.`);
  return account;
}
