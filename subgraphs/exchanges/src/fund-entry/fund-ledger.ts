import { conflict } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Decimal } from 'decimal.js';
import { toldOfFunds } from '../funds/funds.recipients';
import { FundEntry } from './fund-entry.entity';

const LOCK_SQL = `SELECT pg_advisory_xact_lock(hashtextextended('fund_accounts/' || $1, 0))`;

/** The last entry of each account, which carries its balance. */
const BALANCES_SQL = `SELECT DISTINCT ON (account_id) account_id AS key, balance_after AS value FROM fund_entries
  WHERE account_id = ANY ($1) ORDER BY account_id, seq DESC`;

const STATEMENT_SQL = `SELECT
    coalesce(sum(coalesce(credit, 0) - coalesce(debit, 0)) FILTER (WHERE occurred_on < $2), 0)::numeric(20,2) AS opening,
    coalesce(sum(credit) FILTER (WHERE occurred_on BETWEEN $2 AND $3), 0)::numeric(20,2) AS received,
    coalesce(sum(debit) FILTER (WHERE occurred_on BETWEEN $2 AND $3), 0)::numeric(20,2) AS paid
  FROM fund_entries WHERE account_id = $1`;

/** What a bank says of a period, from the ledger. */
export interface StatementSums {
  readonly opening: string;
  readonly received: string;
  readonly paid: string;
}

type NewEntry = Pick<FundEntry, 'exchangeId' | 'accountId' | 'kind' | 'occurredOn' | 'memo'> &
  Partial<Pick<FundEntry, 'debit' | 'credit' | 'reversesId' | 'releaseId' | 'predicate'>>;

/** Writes and sums the entries of accounts. The database numbers them and carries the balance. */
export class FundLedger {
  private readonly balances = listLoader<string>((ids) => this.scope.db.query(BALANCES_SQL, [ids]));

  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
  ) {}

  /** What an account that the viewer sees holds; those of a page by one statement. */
  async balance(accountId: string): Promise<string> {
    return (await this.balances.load(accountId))[0] ?? '0.00';
  }

  /** Makes others who write in the account wait until the transaction ends. */
  async lockedBalance(accountId: string): Promise<Decimal> {
    await this.scope.db.query(LOCK_SQL, [accountId]);
    this.balances.clear(accountId);
    return new Decimal(await this.balance(accountId));
  }

  async statement(accountId: string, from: string, to: string): Promise<StatementSums> {
    return ((await this.scope.db.query(STATEMENT_SQL, [accountId, from, to])) as [StatementSums])[0];
  }

  /** @throws PlatError CONFLICT when more would leave than is there */
  async post(entry: NewEntry): Promise<FundEntry> {
    const { db, viewer } = this.scope;
    const held = await this.lockedBalance(entry.accountId);
    if (entry.debit && held.lessThan(entry.debit))
      throw conflict(`The account holds ${held.toFixed(2)}, and ${entry.debit} would leave it.`, { balance: held.toFixed(2) });
    const { id } = await db.save(db.create(FundEntry, { ...entry, recordedById: viewer.contactId ?? null }));
    this.balances.clear(entry.accountId);
    const posted = await db.findOneByOrFail(FundEntry, { id }); // with what the database has added
    await this.events.record('fund_entry.created', posted, await toldOfFunds(db, posted.exchangeId));
    return posted;
  }
}
