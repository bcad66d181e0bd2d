import { revise } from '@plat/shared/database/revise';
import { notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { Deletions } from '@plat/shared/references/deletion';
import { checkMoney } from '../checks';
import type { ExchangeRights } from '../exchange/exchange.rights';
import type { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { Faults } from '../faults';
import type { VerdictRecorder } from '../identification/identification-verdict.recorder';
import { PropertyValuation } from './property-valuation.entity';
import type { AddPropertyValuationInput, UpdatePropertyValuationInput } from './property-valuation.input';
import { visiblePropertyValuations } from './property-valuation.policy';
import { checkValuation, interestIn } from './property-valuation.rules';

/** What properties of exchanges are worth, on the days that rules ask for. */
export class PropertyValuationService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly valuations: LoaderById<PropertyValuation>,
    private readonly properties: LoaderById<ExchangeProperty>,
    private readonly rights: ExchangeRights,
    private readonly deletions: Deletions,
    private readonly verdicts: VerdictRecorder,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT or UNAVAILABLE */
  async add({ exchangePropertyId, amount, wholeAmount, ...input }: AddPropertyValuationInput): Promise<PropertyValuation> {
    const { db } = this.scope;
    const property = await this.properties.load(exchangePropertyId);
    if (!property) throw notFound('ExchangeProperty', exchangePropertyId);
    const exchange = await this.rights.managed(property.exchangeId);
    const faults = new Faults();
    faults.unless(
      (amount ?? null) === null || (wholeAmount ?? null) === null,
      'wholeAmount',
      'cannot be combined with amount; give one of them',
    );
    faults.unless((amount ?? wholeAmount ?? null) !== null, 'amount', 'is needed, or wholeAmount');
    checkMoney(faults, 'amount', amount, '0');
    checkMoney(faults, 'wholeAmount', wholeAmount, '0');
    const valuation = db.create(PropertyValuation, { ...input, exchangePropertyId: property.id });
    checkValuation(faults, valuation, property, exchange);
    faults.throwIfAny();
    await this.confirm(valuation.documentId, exchange.id);
    valuation.amount = amount ?? interestIn(wholeAmount as string, property.percentInterest);
    const added = await db.save(valuation);
    await this.events.record('property_valuation.created', added, { exchangeId: exchange.id });
    await this.verdicts.record(exchange.id);
    return added;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT with the current version, or UNAVAILABLE */
  async update({ id, version, ...changes }: UpdatePropertyValuationInput): Promise<PropertyValuation> {
    const { db, viewer } = this.scope;
    const { seen, property, mayEdit } = await this.find(id);
    mayEdit();
    const exchange = await this.rights.managed(property.exchangeId);
    if (changes.documentId?.toLowerCase() !== seen.documentId) await this.confirm(changes.documentId, exchange.id);
    const { row, before, after } = await revise(db, PropertyValuation, {
      id,
      version,
      changes,
      scope: visiblePropertyValuations(viewer),
      mayEdit,
      derive: (edited) => {
        const faults = new Faults();
        faults.refuseNull(changes, 'purpose', 'asOf', 'amount');
        checkMoney(faults, 'amount', changes.amount, '0');
        checkValuation(faults, edited, property, exchange);
        faults.throwIfAny();
        return {};
      },
    });
    await this.events.record('property_valuation.updated', row, { before, after, exchangeId: property.exchangeId });
    await this.verdicts.record(property.exchangeId);
    return row;
  }

  /** @throws PlatError as {@link Deletions.delete} */
  async delete(id: string, version?: number | null): Promise<PropertyValuation> {
    const { property, mayEdit: mayDelete } = await this.find(id);
    const { exchangeId } = property;
    const scope = visiblePropertyValuations(this.scope.viewer);
    return this.deletions.delete(PropertyValuation, {
      id,
      version,
      scope,
      mayDelete,
      told: { exchangeId },
      conclude: (step) => this.verdicts.record(exchangeId, step),
    });
  }

  private async confirm(id: string | null | undefined, exchangeId: string): Promise<void> {
    await this.scope.references.confirm([{ to: 'Document', id, path: 'input.documentId', inExchange: exchangeId }]);
  }

  private async find(id: string) {
    const seen = await this.valuations.load(id);
    const property = seen && (await this.properties.load(seen.exchangePropertyId));
    if (!seen || !property) throw notFound('PropertyValuation', id);
    return { seen, property, mayEdit: await this.rights.guard(property.exchangeId) };
  }
}
