import { badInput, conflict, notFound } from '@plat/shared/errors/plat-error';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Decimal } from 'decimal.js';
import { checkMoney, checkPast, checkText } from '../checks';
import type { Exchange } from '../exchange/exchange.entity';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { Faults } from '../faults';
import type { FundAccount } from '../fund-account/fund-account.entity';
import { FundReleasePurpose } from '../fund-release/fund-release.entity';
import { type Asked, askGate } from '../fund-release/fund-release.gate';
import type { ReleaseVerdict } from '../fund-release/release-verdict';
import { type FundsTools, todayIn } from '../funds/funds.tools';
import { type FundEntry, FundEntryKind } from './fund-entry.entity';
import type { AddFundEntryInput, ReverseFundEntryInput } from './fund-entry.input';
import type { FundLedger } from './fund-ledger';

/** A reversal of a receipt is judged as what gives all of it to the taxpayer. */
const TO_TAXPAYER: Asked = {
  purpose: FundReleasePurpose.TO_TAXPAYER,
  payeeIsTaxpayer: true,
  exchangePropertyId: null,
  costKind: null,
  onClosingStatement: false,
  contingency: null,
};

const NOT_RECEIPTS: readonly FundEntryKind[] = [FundEntryKind.RELEASE, FundEntryKind.REVERSAL];

/** Receipts, and the reversal of what was wrong. Nobody edits an entry; what leaves an account is a release. */
export class FundEntryService {
  constructor(
    private readonly scope: RequestScope,
    private readonly tools: FundsTools,
    private readonly exchanges: LoaderById<Exchange>,
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

  /**
   * A receipt that is taken back takes money out of the balance as a release does.
   * @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT: reversed already, the money has left since, or the gate denies it
   */
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
    const predicate = entry.credit === null ? null : await this.judged(entry);
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
      predicate,
    });
  }

  /**
   * As money for the taxpayer: a mistake is no way around the rule. An administrator who did not record the receipt corrects
   * it at any time. @throws PlatError CONFLICT
   */
  private async judged(entry: FundEntry): Promise<ReleaseVerdict> {
    const { db, viewer } = this.scope;
    await this.rights.lock(entry.exchangeId); // as `pay`: what is identified meanwhile waits
    const exchange = await this.exchanges.clear(entry.exchangeId).load(entry.exchangeId);
    if (!exchange) throw notFound('Exchange', entry.exchangeId);
    const { verdict } = await askGate(db, this.tools, exchange, TO_TAXPAYER);
    const { decision, reason, explanation, citation, arithmetic, notice } = verdict;
    if (decision === 'DENY' && !(viewer.isAdmin && entry.recordedById !== (viewer.contactId ?? null)))
      throw conflict(
        `A receipt is taken back where money may be let out, or by an administrator who did not record it. ${explanation} (${citation})`,
        { decision, reason, citation, arithmetic, notice },
      );
    return verdict;
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
