import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { ExchangeStage } from '../src/exchange/exchange.entity';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { CITATION, deadlineRows } from './exchange-deadline.rows';
import type { TestExchanges } from './exchanges.factory';

type People = Readonly<Record<string, AccessCase['as']>>;

/** What exchanges answers about deadlines and stages where row level security is off. */
export async function deadlineAccessWall(service: TestExchanges): Promise<AccessCase[]> {
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed({
    transferDate: '2026-10-31',
    workflowStage: ExchangeStage.IDENTIFICATION,
  });
  const [admin, stranger, former, looker] = [aViewer('ADMIN'), aViewer('COORDINATOR'), aViewer('COORDINATOR'), aViewer('COORDINATOR')];
  await service.participant(exchange, former, ParticipantRole.COORDINATOR, { isActive: false });
  await service.participant(exchange, looker, ParticipantRole.COORDINATOR, { permissions: [ParticipantPermission.VIEW] });
  await deadlineRows(service, exchange, client.contactId ?? '');
  const everybodyElse: People = { client, 'third party': thirdParty, agency };
  const office: People = { coordinator, admin, 'a coordinator with VIEW': looker };
  const outside: People = { stranger, 'a former coordinator': former };
  const each = (what: string, people: People, rest: Pick<AccessCase, 'query' | 'variables' | 'holds'>): AccessCase[] =>
    Object.entries(people).map(([name, as]) => ({ name: `${name} ${what}`, as, ...rest }));
  const deadlines = (citation: string | undefined) => ({
    query: `query ($id: ID!) { exchange(id: $id) { deadlines { effectiveOn override { citation } }
      deadlineHistory { totalCount edges { node { cause } } } stageHistory { totalCount edges { node { guard } } } } }`,
    variables: { id: exchange.id },
    holds: ({ data, errors }: Parameters<AccessCase['holds']>[0]) =>
      !errors &&
      data.exchange.deadlines[0].effectiveOn === '2027-08-13' &&
      data.exchange.deadlines[0].override?.citation === citation &&
      data.exchange.deadlineHistory.totalCount === 1 &&
      data.exchange.deadlineHistory.edges.length === 1 &&
      data.exchange.stageHistory.totalCount === 1 &&
      data.exchange.stageHistory.edges.length === 1,
  });
  const writes = (field: string, input: object): AccessCase[] => {
    const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
    const rest = {
      query: `mutation ($input: ${type}!) { ${field}(input: $input) { id } }`,
      variables: { input: { id: exchange.id, ...input } },
    };
    return [
      ...each(`tries ${field}`, { ...everybodyElse, 'a coordinator with VIEW': looker }, { ...rest, holds: refusedWith('FORBIDDEN') }),
      ...each(`tries ${field}`, outside, { ...rest, holds: refusedWith('NOT_FOUND') }),
      // Whoever may is refused by a rule at most.
      ...each(
        `may ${field}`,
        { coordinator, admin },
        {
          ...rest,
          holds: ({ errors }) => !errors || ['CONFLICT', 'BAD_USER_INPUT'].includes(String(errors[0]?.extensions?.code)),
        },
      ),
    ];
  };
  return [
    ...each('reads deadlines with what overrides them', office, deadlines(CITATION)),
    ...each('reads deadlines without what overrides them', everybodyElse, deadlines(undefined)),
    ...each('reads nothing of the exchange', outside, {
      query: 'query ($id: ID!) { exchange(id: $id) { deadlines { kind } } }',
      variables: { id: exchange.id },
      holds: ({ data, errors }) => !errors && data.exchange === null,
    }),
    ...writes('overrideExchangeDeadline', { citation: CITATION, reason: 'Fire', exchangeOn: '2027-08-13' }),
    ...writes('completeExchange', {}),
    ...writes('overrideExchangeStage', { stage: 'PENDING', reason: 'Slip' }),
    ...writes('liftExchangeDeadlineOverride', { reason: 'Withdrawn' }),
    ...writes('terminateExchange', { reason: 'Given up' }),
  ];
}
