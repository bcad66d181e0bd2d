import { revise } from '@plat/shared/database/revise';
import { conflict, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { checkMoney, checkText } from '../checks';
import { civilDayOf } from '../exchange/exchange.civil-date';
import { isParked, periodsOf } from '../exchange/exchange.deadlines';
import type { Exchange } from '../exchange/exchange.entity';
import type { ExchangeProgress } from '../exchange/exchange.progress';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { contactsInExchange } from '../exchange-participant/exchange-participant.loader';
import { Faults } from '../faults';
import { holdingsOf } from '../identification/identification.facts';
import { inputsOf } from '../identification/identification.inputs';
import { isBeyondIncidentalShare } from '../identification/identification.rules';
import type { VerdictRecorder } from '../identification/identification-verdict.recorder';
import { PropertyValuation, ValuationPurpose } from '../property-valuation/property-valuation.entity';
import { ExchangeProperty, ExchangePropertyRole } from './exchange-property.entity';
import type { AddExchangePropertyInput, RecordClosingInput, UpdateExchangePropertyInput } from './exchange-property.input';
import { visibleExchangeProperties } from './exchange-property.policy';
import { checkExchangeProperty, type Surroundings } from './exchange-property.rules';

/** What exchanges give up, have identified and receive. */
export class ExchangePropertyService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly exchanges: LoaderById<Exchange>,
    private readonly properties: LoaderById<ExchangeProperty>,
    private readonly rights: ExchangeRights,
    private readonly progress: ExchangeProgress,
    private readonly verdicts: VerdictRecorder,
    private readonly now: () => Date,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT or UNAVAILABLE */
  async add(input: AddExchangePropertyInput): Promise<ExchangeProperty> {
    const { db } = this.scope;
    const exchange = await this.rights.managed(input.exchangeId);
    const property = db.create(ExchangeProperty, { ...input, exchangeId: exchange.id });
    checkExchangeProperty(input, { edited: property }, await this.surroundings(exchange, input));
    await this.confirm(exchange.id, input.propertyId);
    await this.rights.lock(exchange.id);
    const added = await db.save(property);
    await this.events.record('exchange_property.created', added, { exchangeId: exchange.id });
    await this.progress.afterProperty(exchange.id, added);
    await this.verdicts.record(exchange.id);
    return added;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT with the current version, or UNAVAILABLE */
  async update({ id, version, ...changes }: UpdateExchangePropertyInput): Promise<ExchangeProperty> {
    const { seen, exchange, mayEdit } = await this.find(id);
    const surroundings = await this.surroundings(exchange, changes, seen.id);
    if (isUuid(changes.propertyId ?? '') && changes.propertyId?.toLowerCase() !== seen.propertyId)
      await this.confirm(seen.exchangeId, changes.propertyId);
    return this.edit({ id, version, changes, mayEdit, exchangeId: exchange.id }, (edited) =>
      checkExchangeProperty(changes, { before: seen, edited }, surroundings),
    );
  }

  /** What is given up goes to its buyer. @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT */
  async recordTransfer({ id, version, on, ...value }: RecordClosingInput): Promise<ExchangeProperty> {
    const { exchange, mayEdit } = await this.find(id);
    const row = await this.edit({ id, version, changes: { transferredOn: on }, mayEdit, exchangeId: exchange.id }, (edited) => {
      this.checkClosing(exchange, { on, ...value });
      if (edited.role !== ExchangePropertyRole.RELINQUISHED)
        throw conflict('Only property given up is transferred.', { role: edited.role });
    });
    await this.value(row, ValuationPurpose.TRANSFER, { on, ...value });
    return row;
  }

  /**
   * What is received counts if it was identified in time, or received within the identification period.
   * @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT
   */
  async recordReceipt({ id, version, on, ...value }: RecordClosingInput): Promise<ExchangeProperty> {
    const { exchange, mayEdit } = await this.find(id);
    const changes = { receivedOn: on, role: ExchangePropertyRole.REPLACEMENT };
    const row = await this.edit({ id, version, changes, mayEdit, exchangeId: exchange.id }, (edited, old) => {
      this.checkClosing(exchange, { on, ...value });
      if (old.role === ExchangePropertyRole.RELINQUISHED) throw conflict('Property given up is not received.', { role: old.role });
      assertCounts(exchange, edited);
    });
    await this.value(row, ValuationPurpose.RECEIPT, { on, ...value });
    return row;
  }

  private async find(id: string) {
    const seen = await this.properties.load(id);
    const exchange = seen && (await this.exchanges.load(seen.exchangeId));
    if (!seen || !exchange) throw notFound('ExchangeProperty', id);
    const mayEdit = await this.rights.guard(seen.exchangeId);
    mayEdit();
    return { seen, exchange, mayEdit };
  }

  /** @param check asked of the row as it will be, and as it was @throws PlatError as `revise`, and what `check` throws */
  private async edit(
    edit: { id: string; version?: number; changes: Partial<ExchangeProperty>; mayEdit: () => void; exchangeId: string },
    check: (edited: ExchangeProperty, old: Pick<ExchangeProperty, 'role'>) => void,
  ): Promise<ExchangeProperty> {
    const { db, viewer } = this.scope;
    let old: Pick<ExchangeProperty, 'role'> | undefined;
    await this.rights.lock(edit.exchangeId); // before its rows, as whoever deletes it does
    const { row, before, after } = await revise(db, ExchangeProperty, {
      ...edit,
      scope: visibleExchangeProperties(viewer),
      mayEdit: (seen) => {
        edit.mayEdit();
        old = { role: seen.role };
      },
      derive: (edited) => {
        check(edited, old as Pick<ExchangeProperty, 'role'>);
        return {};
      },
    });
    await this.events.record('exchange_property.updated', row, { before, after, exchangeId: row.exchangeId });
    await this.progress.afterProperty(row.exchangeId, after, before);
    await this.verdicts.record(row.exchangeId);
    return row;
  }

  /** @throws PlatError BAD_USER_INPUT */
  private checkClosing({ timeZone }: Exchange, input: Omit<RecordClosingInput, 'id'>): void {
    const faults = new Faults();
    faults.refuseFarDates(input, 'on');
    faults.unless(input.on <= civilDayOf(this.now(), timeZone), 'on', 'must not be in the future');
    checkMoney(faults, 'amount', input.amount, '0');
    const { source } = input;
    checkText(faults, 'source', source, 255);
    faults.throwIfAny();
  }

  /** Keeps what it was worth on the day of its closing, where that is said. */
  private async value(property: ExchangeProperty, purpose: ValuationPurpose, { on, amount, source }: Omit<RecordClosingInput, 'id'>) {
    if (typeof amount !== 'string') return;
    const { db } = this.scope;
    const valuation = db.create(PropertyValuation, { exchangePropertyId: property.id, purpose, asOf: on, amount, source });
    await this.events.record('property_valuation.created', await db.save(valuation), { exchangeId: property.exchangeId });
    await this.verdicts.record(property.exchangeId);
  }

  /** A property that the viewer sees, or that is of somebody who takes part: coordinators see none of those. */
  private async confirm(exchangeId: string, propertyId: string | null | undefined): Promise<void> {
    if (!propertyId) return;
    const { references } = this.scope;
    const ownedBy = await contactsInExchange(this.scope, exchangeId);
    await references.confirm([{ to: 'Property', id: propertyId, path: 'input.propertyId', ownedBy }]);
  }

  /** @param id of the property that is edited; none for a new one, which nothing knows of yet */
  private async surroundings(
    exchange: Exchange,
    { incidentalToId }: Pick<AddExchangePropertyInput, 'incidentalToId'>,
    id?: string,
  ): Promise<Surroundings> {
    const now = this.now();
    const nothing = { exchange, now, larger: null, isLarger: false, isBeyondShare: null };
    if (!incidentalToId) return nothing;
    const larger = await this.properties.load(incidentalToId);
    if (!larger || larger.exchangeId !== exchange.id) return { ...nothing, larger };
    const holdings = await holdingsOf(this.scope.db, exchange);
    const { properties } = inputsOf(holdings, civilDayOf(now, exchange.timeZone));
    const worth = (one: string) => properties.find((judged) => judged.id === one)?.valueAtIdentification ?? null;
    const small = holdings.properties.filter((one) => one.incidentalToId === larger.id || one.id === id).map((one) => worth(one.id));
    return {
      ...nothing,
      larger,
      isLarger: holdings.properties.some((one) => id !== undefined && one.incidentalToId === id),
      isBeyondShare: isBeyondIncidentalShare(worth(larger.id), small),
    };
  }
}

/** @throws PlatError CONFLICT when the law does not take it for replacement property */
function assertCounts(exchange: Exchange, { receivedOn, identifiedAt, revokedAt }: ExchangeProperty): void {
  const { timeZone } = exchange;
  const { identificationEnds: ends, exchangeEnds } = periodsOf(exchange);
  if (!receivedOn || ends === null) return;
  // What is parked needs no notice: it is property to be given up that is identified then.
  const needsNotice = !isParked(exchange);
  const isUntil = (at: Date | null, end: string) => at !== null && civilDayOf(at, timeZone) <= end;
  const isIdentified = isUntil(identifiedAt, ends) && !isUntil(revokedAt, ends);
  if (needsNotice && !isIdentified && receivedOn > ends)
    throw conflict(`It was not identified by ${ends}, and not received by then: it does not count as replacement property.`);
  if (exchangeEnds !== null && receivedOn > exchangeEnds)
    throw conflict(`The exchange period ended on ${exchangeEnds}: what is received later does not count.`);
}
