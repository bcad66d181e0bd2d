import { revise } from '@plat/shared/database/revise';
import { notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { Exchange } from '../exchange/exchange.entity';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { Faults } from '../faults';
import { ParkingArrangement } from './parking-arrangement.entity';
import type { AddParkingArrangementInput, UpdateParkingArrangementInput } from './parking-arrangement.input';
import { visibleParkingArrangements } from './parking-arrangement.policy';

/** What is parked with titleholders in reverse exchanges and parked improvements. */
export class ParkingArrangementService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly arrangements: LoaderById<ParkingArrangement>,
    private readonly rights: ExchangeRights,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT or UNAVAILABLE */
  async add(input: AddParkingArrangementInput): Promise<ParkingArrangement> {
    const { db } = this.scope;
    const exchange = await this.rights.managed(input.exchangeId);
    const arrangement = db.create(ParkingArrangement, { ...input, exchangeId: exchange.id });
    check(input, arrangement, exchange);
    await this.confirm(input.titleholderId);
    const added = await db.save(arrangement);
    await this.events.record('parking_arrangement.created', added, { exchangeId: exchange.id });
    return added;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT with the current version, or UNAVAILABLE */
  async update({ id, version, ...changes }: UpdateParkingArrangementInput): Promise<ParkingArrangement> {
    const { db, viewer } = this.scope;
    const seen = await this.arrangements.load(id);
    if (!seen) throw notFound('ParkingArrangement', id);
    const exchange = await this.rights.managed(seen.exchangeId);
    if (isUuid(changes.titleholderId ?? '') && changes.titleholderId?.toLowerCase() !== seen.titleholderId)
      await this.confirm(changes.titleholderId);
    const { row, before, after } = await revise(db, ParkingArrangement, {
      id,
      version,
      changes,
      scope: visibleParkingArrangements(viewer),
      mayEdit: await this.rights.guard(seen.exchangeId),
      derive: (edited) => {
        check(changes, edited, exchange);
        return {};
      },
    });
    await this.events.record('parking_arrangement.updated', row, { before, after, exchangeId: row.exchangeId });
    return row;
  }

  private confirm(titleholderId: string | null | undefined): Promise<void> {
    return this.scope.references.confirm([{ to: 'Contact', id: titleholderId, path: 'input.titleholderId' }]);
  }
}

/** @param edited as it will be @throws PlatError BAD_USER_INPUT */
function check(input: Partial<AddParkingArrangementInput>, edited: ParkingArrangement, { exchangeType }: Exchange): void {
  const faults = new Faults();
  const { description, titleholderName, titleholderId } = input;
  faults.refuseNull(input, 'parkedKind', 'description', 'titleholderName', 'parkedOn');
  faults.refuseFarDates(input, 'parkedOn', 'agreementSignedOn', 'endedOn');
  const isParking = exchangeType === 'REVERSE' || exchangeType === 'IMPROVEMENT';
  if ('exchangeId' in input)
    faults.unless(isParking, 'exchangeId', 'must be a reverse exchange or an improvement, in which property is parked');
  if (typeof description === 'string') faults.unless(description.trim() !== '', 'description', 'must say which property is meant');
  if (typeof titleholderName === 'string')
    faults.unless(titleholderName.trim() !== '' && titleholderName.length <= 255, 'titleholderName', 'must have 1 to 255 characters');
  if (typeof titleholderId === 'string') faults.unless(isUuid(titleholderId), 'titleholderId', 'must be an id');
  if (edited.endedOn) faults.unless(edited.endedOn >= edited.parkedOn, 'endedOn', 'must not be before it was parked');
  faults.throwIfAny();
}
