import { randomUUID } from 'node:crypto';
import { revise } from '@plat/shared/database/revise';
import { notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { checkId, checkText } from '../checks';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { Faults } from '../faults';
import { fundScope } from '../funds/funds.loader';
import type { FundsTools } from '../funds/funds.tools';
import { sealTaxpayerNumber } from './sealed-tin';
import { TaxpayerForm, TaxpayerIdentity } from './taxpayer-identity.entity';
import type { AddTaxpayerIdentityInput, UpdateTaxpayerIdentityInput } from './taxpayer-identity.input';

const MAY_BE_DISREGARDED: readonly TaxpayerForm[] = [TaxpayerForm.SINGLE_MEMBER_LLC, TaxpayerForm.REVOCABLE_TRUST];

/** In whose names exchanges give up and receive. Numbers go in encrypted, and nothing takes them out. */
export class TaxpayerIdentityService {
  constructor(
    private readonly scope: RequestScope,
    private readonly tools: FundsTools,
    private readonly events: Events,
    private readonly taxpayers: LoaderById<TaxpayerIdentity>,
    private readonly rights: ExchangeRights,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT or UNAVAILABLE */
  async add({ tin, ...input }: AddTaxpayerIdentityInput): Promise<TaxpayerIdentity> {
    const { db } = this.scope;
    const exchange = await this.rights.managed(input.exchangeId);
    check({ ...input, tin }, { isDisregarded: false, ownerName: null, tinKind: null, ...input });
    await this.confirm(input.contactId);
    const place = { id: randomUUID(), exchangeId: exchange.id };
    const sealed = await sealTaxpayerNumber(this.tools.cipher, place, digitsOf(tin));
    const row = db.create(TaxpayerIdentity, { ...input, ...place, ...sealed });
    // Not `save`, which reads back what it wrote: no request reads a number.
    await db
      .createQueryBuilder()
      .insert()
      .into(TaxpayerIdentity)
      .values(row as object)
      .updateEntity(false)
      .execute();
    const added = (await this.taxpayers.load(row.id)) as TaxpayerIdentity;
    await this.events.record('taxpayer_identity.created', added, { exchangeId: exchange.id });
    return added;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT with the current version, or UNAVAILABLE */
  async update({ id, version, tin, ...changes }: UpdateTaxpayerIdentityInput): Promise<TaxpayerIdentity> {
    const { db, viewer } = this.scope;
    const seen = await this.taxpayers.load(id);
    if (!seen) throw notFound('TaxpayerIdentity', id);
    const mayEdit = await this.rights.guard(seen.exchangeId);
    mayEdit();
    check({ ...changes, tin }, { ...seen, ...changes });
    if (isUuid(changes.contactId ?? '') && changes.contactId?.toLowerCase() !== seen.contactId) await this.confirm(changes.contactId);
    const sealed = tin === undefined ? {} : await sealTaxpayerNumber(this.tools.cipher, seen, digitsOf(tin));
    const { row, before, after } = await revise(db, TaxpayerIdentity, {
      id,
      version,
      changes: { ...changes, ...sealed, ...(tin === null && { tinKind: null }) },
      scope: fundScope(viewer),
      mayEdit,
    });
    await this.events.record('taxpayer_identity.updated', row, { before, after, exchangeId: row.exchangeId });
    return row;
  }

  private async confirm(contactId: string | null | undefined): Promise<void> {
    await this.scope.references.confirm([{ to: 'Contact', id: contactId, path: 'input.contactId' }]);
  }
}

const digitsOf = (tin: string | null | undefined): string | null => (typeof tin === 'string' ? tin.replace(/[ -]/g, '') : null);

type Edited = Partial<Pick<TaxpayerIdentity, 'form' | 'isDisregarded' | 'ownerName' | 'tinKind'>>;

/** All faults at once, without a digit of the number. @param edited the taxpayer as it will be */
function check(input: Partial<AddTaxpayerIdentityInput>, { form, isDisregarded, ownerName, tinKind }: Edited): void {
  const faults = new Faults();
  const { tin } = input;
  faults.refuseNull(input, 'side', 'vesting', 'form', 'isDisregarded');
  checkId(faults, 'contactId', input.contactId);
  checkText(faults, 'vesting', input.vesting, 1_000);
  checkText(faults, 'ownerName', input.ownerName, 255);
  if (typeof tin === 'string') {
    faults.unless(/^\d{3}-?\d{2}-?\d{4}$|^\d{2}-?\d{7}$/.test(tin), 'tin', 'must have the nine digits of a taxpayer identification number');
    faults.unless(Boolean(tinKind), 'tinKind', 'is needed: say what kind of number it is');
  }
  if (tin === null) faults.unless(!input.tinKind, 'tinKind', 'must not be given without a number');
  else if (tin === undefined) faults.unless(input.tinKind === undefined, 'tinKind', 'is given with the number');
  if (isDisregarded) {
    faults.unless(!!form && MAY_BE_DISREGARDED.includes(form), 'isDisregarded', 'is only for a single-member LLC and a revocable trust');
    faults.unless(!!ownerName, 'ownerName', 'is needed: the owner of what is disregarded is the taxpayer');
  }
  faults.throwIfAny();
}
