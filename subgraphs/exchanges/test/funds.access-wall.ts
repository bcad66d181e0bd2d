import type { Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { FundSide } from '../src/fund-authorisation/fund-authorisation.entity';
import type { TestExchanges } from './exchanges.factory';
import { fundRows } from './funds.factory';

type People = Readonly<Record<string, Viewer>>;

/** What exchanges answers about money and taxes where row level security is off. */
export async function fundAccessWall(service: TestExchanges): Promise<AccessCase[]> {
  const rows = fundRows(service);
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
  const [admin, former, looker, lookingClient, blind] = [
    aViewer('ADMIN'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('CLIENT'),
    aViewer('CLIENT'),
  ];
  await service.participant(exchange, former, ParticipantRole.COORDINATOR, { isActive: false });
  await service.participant(exchange, looker, ParticipantRole.COORDINATOR, { permissions: [ParticipantPermission.VIEW] });
  const accomplice = aViewer('CLIENT');
  const added = await service.participant(exchange, accomplice, ParticipantRole.CLIENT, { isConfirmed: false });
  await service.participant(exchange, lookingClient, ParticipantRole.CLIENT, { permissions: [ParticipantPermission.VIEW] });
  await service.participant(exchange, blind, ParticipantRole.CLIENT, { permissions: [ParticipantPermission.MESSAGE] });
  const own = await rows.all(exchange);
  await rows.authorisation(own.release, FundSide.FACILITATOR, aViewer('ADMIN'));

  const parties: People = { coordinator, client, admin, 'a coordinator with VIEW': looker, 'a client with VIEW': lookingClient };
  const others: People = { 'third party': thirdParty, agency };
  const strangers: People = { stranger: aViewer('COORDINATOR'), 'a former coordinator': former, 'a client without VIEW': blind };
  const each = (what: string, people: People, rest: Pick<AccessCase, 'query' | 'variables' | 'holds'>): AccessCase[] =>
    Object.entries(people).map(([name, as]) => ({ name: `${name} ${what}`, as, ...rest }));
  const read = (holds: (exchange: Record<string, { totalCount?: number; length?: number } | null>) => boolean) => ({
    query: `query ($id: ID!) { exchange(id: $id) { fundAccount { id balance reconciliations { id } } fundEntries { totalCount }
      releases { totalCount edges { node { authorisations { id } } } } worksheets { totalCount } relatedParties { id } attestations { id }
      taxpayers { id } sameTaxpayer { verdict } } }`,
    variables: { id: exchange.id },
    holds: ({ data, errors }: Parameters<AccessCase['holds']>[0]) => !errors && holds(data.exchange),
  });
  const counts = (found: number) =>
    read(({ fundAccount, sameTaxpayer, fundEntries, releases, worksheets, relatedParties, attestations, taxpayers }) => {
      const isShown = (one: unknown) => (one !== null) === (found === 1);
      const totals = [fundEntries?.totalCount, releases?.totalCount, worksheets?.totalCount];
      const lengths = [relatedParties?.length, attestations?.length, taxpayers?.length];
      return isShown(fundAccount) && isShown(sameTaxpayer) && [...totals, ...lengths].every((count) => count === found);
    });
  const held = (accounts: number | null) => ({
    query: '{ exchangeOverview { fundsHeld { accounts } byCoordinator { fundsHeld { accounts } } } }',
    holds: ({ data, errors }: Parameters<AccessCase['holds']>[0]) => {
      const { fundsHeld, byCoordinator } = data.exchangeOverview;
      const parts = [fundsHeld, ...byCoordinator.map((one: { fundsHeld: unknown }) => one.fundsHeld)];
      return !errors && parts.every((part) => (part?.accounts ?? null) === accounts);
    },
  });
  const mutate = (field: string, type: string, input: object) => ({
    query: `mutation ($input: ${type}!) { ${field}(input: $input) { id } }`,
    variables: { input },
  });
  const byId = (field: string) => ({ query: `mutation ($id: ID!) { ${field}(id: $id) { id } }`, variables: { id: own.release.id } });
  /** What keeps its row as it is, so that it can be tried by each. */
  const writers: readonly (readonly [string, Pick<AccessCase, 'query' | 'variables'>])[] = [
    ['edits the account', mutate('updateFundAccount', 'UpdateFundAccountInput', { id: own.account.id, holder: 'Peak QI' })],
    ['edits a party', mutate('updateRelatedParty', 'UpdateRelatedPartyInput', { id: own.party.id, name: 'Bob' })],
    ['edits a taxpayer', mutate('updateTaxpayerIdentity', 'UpdateTaxpayerIdentityInput', { id: own.taxpayer.id, vesting: 'Ann' })],
  ];
  const notTheirs: People = { client, 'a coordinator with VIEW': looker };
  const refusals: readonly (readonly [string, Pick<AccessCase, 'query' | 'variables'>])[] = [
    ...writers,
    ['reverses an entry', mutate('reverseFundEntry', 'ReverseFundEntryInput', { id: own.entry.id, occurredOn: '2026-03-02', memo: 'x' })],
    ['pays a release', byId('payFundRelease')],
    ['cancels a release', byId('cancelFundRelease')],
  ];
  const sign = (side: string) => mutate('authoriseFundRelease', 'AuthoriseFundReleaseInput', { id: own.release.id, side });
  return [
    ...each('reads money and taxes', parties, counts(1)),
    ...each('reads nothing of money and taxes', others, counts(0)),
    ...each('adds up money', { coordinator, client, 'a coordinator with VIEW': looker }, held(1)),
    ...each('adds up no money', { ...others, ...strangers }, held(null)),
    ...each('finds no exchange to read money of', strangers, {
      query: 'query ($id: ID!) { exchange(id: $id) { fundAccount { id } } }',
      variables: { id: exchange.id },
      holds: ({ data, errors }) => !errors && data.exchange === null,
    }),
    ...writers.flatMap(([what, call]) =>
      each(what, { coordinator, admin }, { ...call, holds: ({ errors, data }) => !errors && Object.values(data).every(Boolean) }),
    ),
    ...refusals.flatMap(([what, call]) => [
      ...each(what, notTheirs, { ...call, holds: refusedWith('FORBIDDEN') }),
      ...each(what, { ...others, ...strangers }, { ...call, holds: refusedWith('NOT_FOUND') }),
    ]),
    ...each(
      'signs for the taxpayer',
      { coordinator, admin, 'a client with VIEW': lookingClient, 'a client whom a coordinator added': accomplice },
      { ...sign('TAXPAYER'), holds: refusedWith('FORBIDDEN') },
    ),
    ...each(
      'signs for the facilitator',
      { client, 'a coordinator with VIEW': looker },
      { ...sign('FACILITATOR'), holds: refusedWith('FORBIDDEN') },
    ),
    ...each(
      'confirms a client',
      { coordinator },
      {
        ...mutate('updateExchangeParticipant', 'UpdateExchangeParticipantInput', { id: added.id, isConfirmed: true }),
        // By its words: the table's trigger, which stands without row level security too, refuses with the same code.
        holds: (answer) => refusedWith('FORBIDDEN')(answer) && answer.errors?.[0]?.message.startsWith('Administrators say who') === true,
      },
    ),
    ...each('signs', { ...others, ...strangers }, { ...sign('TAXPAYER'), holds: refusedWith('NOT_FOUND') }),
  ];
}
