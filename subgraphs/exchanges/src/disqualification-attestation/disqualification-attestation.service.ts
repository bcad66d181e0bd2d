import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { checkId, checkPast, checkText } from '../checks';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { Faults } from '../faults';
import { type FundsTools, todayIn } from '../funds/funds.tools';
import { DisqualificationAttestation } from './disqualification-attestation.entity';
import type { AddDisqualificationAttestationInput } from './disqualification-attestation.input';

/** What is attested of people who are to act in exchanges. Nobody edits it; the latest of a person counts. */
export class DisqualificationAttestationService {
  constructor(
    private readonly scope: RequestScope,
    private readonly tools: FundsTools,
    private readonly events: Events,
    private readonly rights: ExchangeRights,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT or UNAVAILABLE */
  async add(input: AddDisqualificationAttestationInput): Promise<DisqualificationAttestation> {
    const { db, viewer, references } = this.scope;
    const exchange = await this.rights.managed(input.exchangeId);
    check(input, todayIn(exchange, this.tools));
    await references.confirm([{ to: 'Contact', id: input.contactId, path: 'input.contactId' }]);
    const added = await db.save(
      db.create(DisqualificationAttestation, { ...input, exchangeId: exchange.id, attestedById: viewer.contactId ?? null }),
    );
    await this.events.record('disqualification_attestation.created', added, { exchangeId: exchange.id });
    return added;
  }
}

function check(input: AddDisqualificationAttestationInput, today: string): void {
  const faults = new Faults();
  const { agentKind, lastServiceOn, relation, ownershipPercent: percent } = input;
  checkId(faults, 'contactId', input.contactId);
  checkText(faults, 'name', input.name, 255);
  checkText(faults, 'statement', input.statement, 4_000);
  checkPast(faults, 'attestedOn', input.attestedOn, today);
  checkPast(faults, 'lastServiceOn', lastServiceOn, today);
  faults.unless(!agentKind === !lastServiceOn, 'lastServiceOn', 'is given with the kind of service, and not without it');
  const isShare = typeof percent === 'string' && /^\d{1,3}(\.\d{1,6})?$/.test(percent) && Number(percent) <= 100;
  faults.unless(
    (relation === 'OWNERSHIP') === isShare && (isShare || !percent),
    'ownershipPercent',
    'is given from 0 to 100 for OWNERSHIP, and not otherwise',
  );
  faults.throwIfAny();
}
