import { revise } from '@plat/shared/database/revise';
import { conflict, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { checkText } from '../checks';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { Faults } from '../faults';
import type { FundLedger } from '../fund-entry/fund-ledger';
import { fundScope } from '../funds/funds.loader';
import { FundAccount } from './fund-account.entity';
import type { CreateFundAccountInput, UpdateFundAccountInput } from './fund-account.input';

/** So many digits in a row are a number of an account, which belongs in no text of ours. */
const ACCOUNT_NUMBER = /\d[\d -]{5,}\d/;

/** The accounts in which money of exchanges is held, each for one exchange alone. */
export class FundAccountService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly accounts: LoaderById<FundAccount>,
    private readonly rights: ExchangeRights,
    private readonly ledger: FundLedger,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT for a second account or a sub-account that is taken */
  async create(input: CreateFundAccountInput): Promise<FundAccount> {
    const { db } = this.scope;
    const exchange = await this.rights.managed(input.exchangeId);
    check(input);
    const account = await db.save(db.create(FundAccount, { ...input, exchangeId: exchange.id }));
    await this.events.record('fund_account.created', account, { exchangeId: exchange.id });
    return account;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT: an old version, or money in what is to be closed */
  async update({ id, version, ...changes }: UpdateFundAccountInput): Promise<FundAccount> {
    const { db, viewer } = this.scope;
    const seen = await this.accounts.load(id);
    if (!seen) throw notFound('FundAccount', id);
    const mayEdit = await this.rights.guard(seen.exchangeId);
    mayEdit();
    check(changes);
    if (changes.closedOn) {
      const held = await this.ledger.lockedBalance(seen.id);
      if (!held.isZero())
        throw conflict(`The account holds ${held.toFixed(2)}; it is closed when it is empty.`, { balance: held.toFixed(2) });
    }
    const { row, before, after } = await revise(db, FundAccount, { id, version, changes, scope: fundScope(viewer), mayEdit });
    await this.events.record('fund_account.updated', row, { before, after, exchangeId: row.exchangeId });
    return row;
  }
}

function check(input: Partial<CreateFundAccountInput & UpdateFundAccountInput>): void {
  const faults = new Faults();
  const { accountLast4, subAccount } = input;
  faults.refuseNull(input, 'arrangement', 'holder', 'institution', 'subAccount', 'openedOn');
  for (const [name, max] of [
    ['holder', 255],
    ['institution', 255],
    ['subAccount', 100],
  ] as const)
    checkText(faults, name, input[name], max);
  if (typeof subAccount === 'string')
    faults.unless(!ACCOUNT_NUMBER.test(subAccount), 'subAccount', 'must be a name, and not the number of an account');
  if (typeof accountLast4 === 'string') faults.unless(/^\d{4}$/.test(accountLast4), 'accountLast4', 'must be the last four digits');
  faults.refuseFarDates(input, 'openedOn', 'closedOn');
  faults.throwIfAny();
}
