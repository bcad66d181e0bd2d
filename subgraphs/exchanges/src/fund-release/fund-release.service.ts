import { conflict, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { ListLoader } from '@plat/shared/graphql/list-loader';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Decimal } from 'decimal.js';
import { checkId, checkMoney, checkText } from '../checks';
import type { Exchange } from '../exchange/exchange.entity';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { ExchangeProperty, ExchangePropertyRole } from '../exchange-property/exchange-property.entity';
import { Faults } from '../faults';
import type { FundAccount } from '../fund-account/fund-account.entity';
import { FundAuthorisation } from '../fund-authorisation/fund-authorisation.entity';
import { FundEntryKind } from '../fund-entry/fund-entry.entity';
import { openAccount } from '../fund-entry/fund-entry.service';
import type { FundLedger } from '../fund-entry/fund-ledger';
import { toldOfFunds } from '../funds/funds.recipients';
import type { FundsRights } from '../funds/funds.rights';
import { type FundsTools, todayIn } from '../funds/funds.tools';
import { isTaxpayerName } from '../taxpayer-identity/taxpayer-identity.loader';
import { FundRelease, FundReleasePurpose, FundReleaseState } from './fund-release.entity';
import { askGate } from './fund-release.gate';
import type { AuthoriseFundReleaseInput, CreateFundReleaseInput } from './fund-release.input';

const LOCK_SQL = `SELECT pg_advisory_xact_lock(hashtextextended('fund_releases/' || $1, 0))`;
const OPEN: readonly FundReleaseState[] = [FundReleaseState.REQUESTED, FundReleaseState.AUTHORISED];

/** What rules of releases read. */
interface Readers {
  readonly release: LoaderById<FundRelease>;
  readonly exchange: LoaderById<Exchange>;
  readonly accountOfExchange: LoaderById<FundAccount>;
  readonly authorisations: ListLoader<FundAuthorisation>;
  readonly rights: FundsRights;
}

/** Money on its way out: asked for, authorised by two people, paid. The gate is asked each time. */
export class FundReleaseService {
  constructor(
    private readonly scope: RequestScope,
    private readonly tools: FundsTools,
    private readonly events: Events,
    private readonly readers: Readers,
    private readonly rights: ExchangeRights,
    private readonly ledger: FundLedger,
  ) {}

  /** What the gate denies is kept as DENIED. @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT or UNAVAILABLE */
  async create(input: CreateFundReleaseInput): Promise<FundRelease> {
    const { db, viewer } = this.scope;
    await this.scope.assertCurrentIdentity();
    const exchange = await this.rights.managed(input.exchangeId);
    const faults = checked(input);
    await this.checkProperty(faults, exchange, input);
    faults.throwIfAny();
    const account = await openAccount(this.readers.accountOfExchange, exchange.id);
    const held = new Decimal(await this.ledger.balance(account.id));
    faults.unless(held.gte(input.amount), 'amount', `must not be more than the account holds, ${held.toFixed(2)}`);
    faults.throwIfAny();
    const isTaxpayer = input.payeeIsTaxpayer || (await isTaxpayerName(this.scope, exchange.id, input.payee));
    const release = db.create(FundRelease, {
      ...input,
      amount: new Decimal(input.amount).toFixed(2),
      contingency: input.contingency && { ...input.contingency },
      exchangeId: exchange.id,
      accountId: account.id,
      payeeIsTaxpayer: isTaxpayer || input.purpose === FundReleasePurpose.TO_TAXPAYER,
      requestedById: viewer.contactId ?? null,
    });
    const { verdict, inputs } = await askGate(db, this.tools, exchange, release);
    const state = verdict.decision === 'ALLOW' ? FundReleaseState.REQUESTED : FundReleaseState.DENIED;
    const created = await db.save(Object.assign(release, { state, predicate: verdict, inputs, decidedAt: this.tools.now() }));
    await this.events.record('fund_release.created', created, await toldOfFunds(db, exchange.id));
    return created;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, UNAVAILABLE, or CONFLICT: by the gate, or because two people must, one of each side */
  async authorise({ id, side }: AuthoriseFundReleaseInput): Promise<FundRelease> {
    const { db, viewer } = this.scope;
    await this.scope.assertCurrentIdentity();
    const seen = await this.visible(id);
    await this.readers.rights.assertMayAuthorise(seen.exchangeId, side);
    const release = await this.locked(seen.id);
    if (release.state !== FundReleaseState.REQUESTED) throw conflict('Only what is requested is authorised.', { state: release.state });
    const given = await this.readers.authorisations.load(release.id);
    if (given.some(({ userId }) => userId === viewer.userId))
      throw conflict('You have authorised this release already; another person must for the other side.', {
        rule: 'TWO_DISTINCT_AUTHORISERS',
      });
    if (given.some((one) => one.side === side)) throw conflict(`Somebody has authorised this release for this side already.`, { side });
    const { verdict, inputs } = await this.allowed(release);
    const authorisation = await db.save(
      db.create(FundAuthorisation, {
        exchangeId: release.exchangeId,
        releaseId: release.id,
        userId: viewer.userId,
        contactId: viewer.contactId ?? null,
        side,
        predicate: verdict,
        inputs,
      }),
    );
    this.readers.authorisations.clear(release.id);
    await this.events.record('fund_authorisation.created', authorisation, { exchangeId: release.exchangeId, releaseId: release.id });
    const now = await this.visible(release.id); // which the second signature has moved on
    if (now.state !== release.state)
      await this.events.record('fund_release.authorised', now, {
        before: { state: release.state },
        after: { state: now.state },
        ...(await toldOfFunds(db, now.exchangeId)),
      });
    return now;
  }

  /** The ledger's entry and the release’s end are kept together. @throws PlatError NOT_FOUND, FORBIDDEN, UNAVAILABLE, or CONFLICT by the gate, the state or the balance */
  async pay(id: string): Promise<FundRelease> {
    await this.scope.assertCurrentIdentity();
    const release = await this.managed(id);
    if (release.state !== FundReleaseState.AUTHORISED)
      throw conflict('Only what both sides have authorised is paid.', { state: release.state });
    // Whoever serves a notice or adds property refers to the exchange, and waits from here on; so the gate sees all that is kept
    // before the payment is. In this order, because entries of the ledger wait for the account first.
    await this.ledger.lockedBalance(release.accountId);
    await this.rights.lock(release.exchangeId);
    this.readers.exchange.clear(release.exchangeId);
    const { verdict, inputs, today } = await this.allowed(release);
    await this.ledger.post({
      exchangeId: release.exchangeId,
      accountId: release.accountId,
      kind: FundEntryKind.RELEASE,
      debit: release.amount,
      occurredOn: today,
      memo: `To ${release.payee}`,
      releaseId: release.id,
    });
    const { moved, told } = await this.move(release, {
      state: FundReleaseState.PAID,
      paidPredicate: verdict,
      paidInputs: inputs,
      paidOn: today,
    });
    await this.events.record('fund_release.paid', moved, told);
    return moved;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT for what is over */
  async cancel(id: string): Promise<FundRelease> {
    const release = await this.managed(id);
    if (!OPEN.includes(release.state)) throw conflict('Only what is not paid yet is cancelled.', { state: release.state });
    const { moved, told } = await this.move(release, { state: FundReleaseState.CANCELLED });
    await this.events.record('fund_release.cancelled', moved, told);
    return moved;
  }

  private async move(release: FundRelease, after: Partial<FundRelease>) {
    const before = Object.fromEntries(Object.keys(after).map((name) => [name, release[name as keyof FundRelease]]));
    const { db } = this.scope;
    const moved = await db.save(Object.assign(release, after, { version: release.version + 1, updatedAt: this.tools.now() }));
    return { moved, told: { before, after, ...(await toldOfFunds(db, release.exchangeId)) } };
  }

  private async managed(id: string): Promise<FundRelease> {
    const seen = await this.visible(id);
    (await this.rights.guard(seen.exchangeId))();
    return this.locked(seen.id);
  }

  /** @throws PlatError CONFLICT when the gate denies it now */
  private async allowed(release: FundRelease) {
    const exchange = await this.readers.exchange.load(release.exchangeId);
    if (!exchange) throw notFound('Exchange', release.exchangeId);
    const judged = await askGate(this.scope.db, this.tools, exchange, release);
    const { decision, reason, explanation, citation, arithmetic, notice } = judged.verdict;
    if (decision === 'DENY') throw conflict(`${explanation} (${citation})`, { decision, reason, citation, arithmetic, notice });
    return { ...judged, today: todayIn(exchange, this.tools) };
  }

  private async visible(id: string): Promise<FundRelease> {
    this.readers.release.clear(id);
    const release = await this.readers.release.load(id);
    if (!release) throw notFound('FundRelease', id);
    return release;
  }

  /** As it is once others who move it have ended. A client locks no row of releases, so it is not the row that is locked. */
  private async locked(id: string): Promise<FundRelease> {
    await this.scope.db.query(LOCK_SQL, [id]);
    return this.visible(id);
  }

  private async checkProperty(faults: Faults, { id }: Exchange, { exchangePropertyId, purpose }: CreateFundReleaseInput): Promise<void> {
    if (purpose !== FundReleasePurpose.PROPERTY_PURCHASE || !exchangePropertyId) return;
    const property = await this.scope.db.findOneBy(ExchangeProperty, { id: exchangePropertyId, exchangeId: id });
    faults.unless(
      property !== null && property.role !== ExchangePropertyRole.RELINQUISHED,
      'exchangePropertyId',
      'must be a property that the exchange identified or receives',
    );
  }
}

function checked(input: CreateFundReleaseInput): Faults {
  const faults = new Faults();
  const { purpose, exchangePropertyId, costKind, contingency } = input;
  checkMoney(faults, 'amount', input.amount, '0.01');
  checkText(faults, 'payee', input.payee, 255);
  checkText(faults, 'memo', input.memo, 1_000);
  checkText(faults, 'contingency.description', contingency?.description, 1_000);
  checkId(faults, 'exchangePropertyId', exchangePropertyId);
  const belongs = (value: unknown, to: FundReleasePurpose): boolean => (value === undefined || value === null) === (purpose !== to);
  faults.unless(
    belongs(exchangePropertyId, FundReleasePurpose.PROPERTY_PURCHASE),
    'exchangePropertyId',
    'belongs to PROPERTY_PURCHASE, which needs it',
  );
  faults.unless(belongs(costKind, FundReleasePurpose.TRANSACTION_COST), 'costKind', 'belongs to TRANSACTION_COST, which needs it');
  faults.unless(!contingency || purpose === FundReleasePurpose.TO_TAXPAYER, 'contingency', 'belongs to TO_TAXPAYER');
  faults.throwIfAny();
  return faults;
}
