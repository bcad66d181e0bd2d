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
import { RelatedParty } from './related-party.entity';
import type { AddRelatedPartyInput, UpdateRelatedPartyInput } from './related-party.input';

/** Relatives and entities of the taxpayer with whom property is exchanged. */
export class RelatedPartyService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly parties: LoaderById<RelatedParty>,
    private readonly rights: ExchangeRights,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT or UNAVAILABLE */
  async add(input: AddRelatedPartyInput): Promise<RelatedParty> {
    const { db } = this.scope;
    const exchange = await this.rights.managed(input.exchangeId);
    const party = db.create(RelatedParty, { ...input, exchangeId: exchange.id });
    check(input, party);
    await this.confirm(input.contactId);
    const added = await db.save(party);
    await this.events.record('related_party.created', added, { exchangeId: exchange.id });
    return added;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT with the current version, or UNAVAILABLE */
  async update({ id, version, ...changes }: UpdateRelatedPartyInput): Promise<RelatedParty> {
    const { db, viewer } = this.scope;
    const seen = await this.parties.load(id);
    if (!seen) throw notFound('RelatedParty', id);
    const mayEdit = await this.rights.guard(seen.exchangeId);
    mayEdit();
    if (isUuid(changes.contactId ?? '') && changes.contactId?.toLowerCase() !== seen.contactId) await this.confirm(changes.contactId);
    const { row, before, after } = await revise(db, RelatedParty, {
      id,
      version,
      changes,
      scope: fundScope(viewer),
      mayEdit,
      derive: (edited) => {
        check(changes, edited);
        return {};
      },
    });
    await this.events.record('related_party.updated', row, { before, after, exchangeId: row.exchangeId });
    return row;
  }

  private async confirm(contactId: string | null | undefined): Promise<void> {
    await this.scope.references.confirm([{ to: 'Contact', id: contactId, path: 'input.contactId' }]);
  }
}

/** @param edited the party as it will be */
function check(input: Partial<AddRelatedPartyInput>, { lastTransferOn, disposedOn, exception, explanation }: RelatedParty): void {
  const faults = new Faults();
  faults.refuseNull(input, 'name', 'relationship', 'side');
  checkId(faults, 'contactId', input.contactId);
  checkText(faults, 'name', input.name, 255);
  checkText(faults, 'explanation', input.explanation, 1_000);
  faults.refuseFarDates(input, 'lastTransferOn', 'disposedOn');
  if (disposedOn) faults.unless(!!lastTransferOn && disposedOn >= lastTransferOn, 'disposedOn', 'must not be before the last transfer');
  if (exception) faults.unless(!!explanation, 'explanation', 'is needed: say what the exception rests on');
  faults.throwIfAny();
}
