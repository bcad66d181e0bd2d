import { revise } from '@plat/shared/database/revise';
import { notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { ExchangeProgress } from '../exchange/exchange.progress';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { contactsInExchange } from '../exchange-participant/exchange-participant.loader';
import { Faults } from '../faults';
import { ExchangeProperty, ExchangePropertyRole } from './exchange-property.entity';
import type { AddExchangePropertyInput, UpdateExchangePropertyInput } from './exchange-property.input';
import { visibleExchangeProperties } from './exchange-property.policy';

/** What exchanges give up, have identified and receive. */
export class ExchangePropertyService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly properties: LoaderById<ExchangeProperty>,
    private readonly rights: ExchangeRights,
    private readonly progress: ExchangeProgress,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT or UNAVAILABLE */
  async add(input: AddExchangePropertyInput): Promise<ExchangeProperty> {
    const { db } = this.scope;
    const exchange = await this.rights.managed(input.exchangeId);
    const property = db.create(ExchangeProperty, { ...input, exchangeId: exchange.id });
    check(input, property, await this.larger(input));
    await this.confirm(exchange.id, input.propertyId);
    await this.rights.lock(exchange.id); // before its rows, as whoever deletes it does
    const added = await db.save(property);
    await this.events.record('exchange_property.created', added, { exchangeId: exchange.id });
    await this.progress.afterProperty(exchange.id, added);
    return added;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT with the current version, or UNAVAILABLE */
  async update({ id, version, ...changes }: UpdateExchangePropertyInput): Promise<ExchangeProperty> {
    const { db, viewer } = this.scope;
    const seen = await this.properties.load(id);
    if (!seen) throw notFound('ExchangeProperty', id);
    const mayEdit = await this.rights.guard(seen.exchangeId);
    const larger = await this.larger(changes);
    mayEdit();
    if (isUuid(changes.propertyId ?? '') && changes.propertyId?.toLowerCase() !== seen.propertyId)
      await this.confirm(seen.exchangeId, changes.propertyId);
    await this.rights.lock(seen.exchangeId);
    const { row, before, after } = await revise(db, ExchangeProperty, {
      id,
      version,
      changes,
      scope: visibleExchangeProperties(viewer),
      mayEdit,
      derive: (edited) => {
        check(changes, edited, larger);
        return {};
      },
    });
    await this.events.record('exchange_property.updated', row, { before, after, exchangeId: row.exchangeId });
    await this.progress.afterProperty(row.exchangeId, after, before);
    return row;
  }

  /** A property that the viewer sees, or that is of somebody who takes part: coordinators see none of those. */
  private async confirm(exchangeId: string, propertyId: string | null | undefined): Promise<void> {
    if (!propertyId) return;
    const { references } = this.scope;
    const ownedBy = await contactsInExchange(this.scope, exchangeId);
    await references.confirm([{ to: 'Property', id: propertyId, path: 'input.propertyId', ownedBy }]);
  }

  private async larger({ incidentalToId }: Pick<AddExchangePropertyInput, 'incidentalToId'>): Promise<ExchangeProperty | null> {
    return incidentalToId ? this.properties.load(incidentalToId) : null;
  }
}

/** All faults at once. @param edited the property as it will be @param larger what it is to be incidental to, if there is such a row */
function check(input: Partial<AddExchangePropertyInput>, edited: ExchangeProperty, larger: ExchangeProperty | null): void {
  const faults = new Faults();
  const { propertyId, description, percentInterest, incidentalToId } = input;
  faults.refuseNull(input, 'role', 'description', 'percentInterest');
  faults.refuseFarDates(input, 'transferredOn', 'receivedOn');
  if (typeof propertyId === 'string') faults.unless(isUuid(propertyId), 'propertyId', 'must be an id');
  if (typeof description === 'string') faults.unless(description.trim() !== '', 'description', 'must say which property is meant');
  if (typeof percentInterest === 'string') {
    const isShare = /^\d{1,3}(\.\d{1,6})?$/.test(percentInterest) && Number(percentInterest) > 0 && Number(percentInterest) <= 100;
    faults.unless(isShare, 'percentInterest', 'must be more than 0 and at most 100, with at most 6 decimals');
  }
  if (incidentalToId) {
    const isLarger =
      larger !== null && larger.exchangeId === edited.exchangeId && larger.id !== edited.id && larger.incidentalToId === null;
    faults.unless(isLarger, 'incidentalToId', 'must be another property of the same exchange that is not incidental itself');
  }
  const isGivenUp = edited.role === ExchangePropertyRole.RELINQUISHED;
  faults.unless(isGivenUp || !edited.transferredOn, 'transferredOn', 'belongs to property given up');
  faults.unless(!isGivenUp || !edited.receivedOn, 'receivedOn', 'belongs to property not given up');
  if (edited.revokedAt)
    faults.unless(!!edited.identifiedAt && edited.revokedAt >= edited.identifiedAt, 'revokedAt', 'must not be before it was identified');
  faults.throwIfAny();
}
