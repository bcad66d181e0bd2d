import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Decimal } from 'decimal.js';
import { checkMoney, checkPast, checkText } from '../checks';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { Faults } from '../faults';
import type { FundAccount } from '../fund-account/fund-account.entity';
import { openAccount } from '../fund-entry/fund-entry.service';
import type { FundLedger } from '../fund-entry/fund-ledger';
import { type FundsTools, todayIn } from '../funds/funds.tools';
import { FundReconciliation } from './fund-reconciliation.entity';
import type { AddFundReconciliationInput } from './fund-reconciliation.input';

/** Lays banks' statements beside ledgers. */
export class FundReconciliationService {
  constructor(
    private readonly scope: RequestScope,
    private readonly tools: FundsTools,
    private readonly events: Events,
    private readonly accounts: LoaderById<FundAccount>,
    private readonly rights: ExchangeRights,
    private readonly ledger: FundLedger,
  ) {}

  /** A difference is kept, not refused. @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT without an open account */
  async add({ exchangeId, bankBalance, ...input }: AddFundReconciliationInput): Promise<FundReconciliation> {
    const { db, viewer } = this.scope;
    const exchange = await this.rights.managed(exchangeId);
    const faults = new Faults();
    checkMoney(faults, 'bankBalance', bankBalance, '0');
    checkPast(faults, 'asOf', input.asOf, todayIn(exchange, this.tools));
    checkText(faults, 'note', input.note, 1_000);
    faults.throwIfAny();
    const account = await openAccount(this.accounts, exchange.id);
    await this.ledger.lockedBalance(account.id);
    const { id } = await db.save(
      db.create(FundReconciliation, {
        ...input,
        exchangeId: exchange.id,
        accountId: account.id,
        bankBalance: new Decimal(bankBalance).toFixed(2),
        recordedById: viewer.contactId ?? null,
      }),
    );
    const added = await db.findOneByOrFail(FundReconciliation, { id }); // with the ledger's balance, which the database adds
    await this.events.record('fund_reconciliation.created', added, { exchangeId: exchange.id });
    return added;
  }
}
