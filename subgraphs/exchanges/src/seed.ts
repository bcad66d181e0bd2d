import { effectiveRights } from '@plat/shared/access/role-matrix';
import type { DemoUserName, DemoWorld } from '@plat/shared/demo/demo-world';
import { demoViewer } from '@plat/shared/demo/demo-world';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { ExchangesContext } from './context';
import { ExchangeStatus, ExchangeType, FilerType } from './exchange/exchange.entity';
import type { CreateExchangeInput, UpdateExchangeInput } from './exchange/exchange.input';
import { ParticipantPermission, ParticipantRole } from './exchange-participant/exchange-participant.entity';
import type { AddExchangeParticipantInput } from './exchange-participant/exchange-participant.input';
import { ExchangePropertyRole } from './exchange-property/exchange-property.entity';
import type { AddExchangePropertyInput } from './exchange-property/exchange-property.input';

const { RELINQUISHED, IDENTIFIED, REPLACEMENT } = ExchangePropertyRole;

/** One exchange of the demo: who opens it, and all that is in it. */
interface Plan {
  readonly by: DemoUserName;
  readonly exchange: CreateExchangeInput;
  readonly participants: readonly Omit<AddExchangeParticipantInput, 'exchangeId'>[];
  readonly properties: readonly Omit<AddExchangePropertyInput, 'exchangeId'>[];
  readonly afterwards?: Omit<UpdateExchangeInput, 'id'>;
  readonly isCompleted?: boolean;
}

/** exchanges' part of the demo: six exchanges of every kind and at every stage. @param scale how many times as many */
export async function seed(subgraph: Subgraph, world: DemoWorld, scale: number): Promise<void> {
  for (let round = 0; round < scale; round += 1) {
    for (const plan of plans(world, round, scale)) world.exchanges.push(await carryOut(subgraph, world, plan));
  }
}

const carryOut = (subgraph: Subgraph, world: DemoWorld, { by, exchange, participants, properties, afterwards, isCompleted }: Plan) =>
  subgraph.work(demoViewer(world.users[by]), async (context: ExchangesContext): Promise<DemoWorld['exchanges'][number]> => {
    const { id, name } = await context.exchanges.create(exchange);
    for (const participant of participants) await context.exchangeParticipants.add({ ...participant, exchangeId: id });
    for (const property of properties) await context.exchangeProperties.add({ ...property, exchangeId: id });
    if (afterwards) await context.exchanges.update({ ...afterwards, id });
    if (isCompleted) await context.exchangeStages.complete({ id });
    const { edges } = await context.pages.participantsOfExchange.of(id, { first: 100, orderBy: 'ASSIGNED_AT_ASC' });
    return {
      id,
      name,
      propertyIds: properties.flatMap(({ propertyId }) => propertyId ?? []),
      participants: edges.map(({ node }) => ({ contactId: node.contactId, role: node.role, permissions: effectiveRights([node]) })),
    };
  });

/** The plans of one round, over the properties and contacts that crm made in the same round. */
function plans(world: DemoWorld, round: number, scale: number): Plan[] {
  const share = <T>(rows: readonly T[]) => rows.slice((round * rows.length) / scale, ((round + 1) * rows.length) / scale);
  const contact = (name: DemoUserName) => world.users[name].identity.contactId;
  const own = (name: DemoUserName, index: number) =>
    share(world.properties).filter(({ ownerId }) => ownerId === world.users[name].identity.userId)[
      index
    ] as DemoWorld['properties'][number];
  const known = (
    role: ExchangePropertyRole,
    { id: propertyId, title: description }: DemoWorld['properties'][number],
    more: object = {},
  ) => ({ role, propertyId, description, ...more });
  const escrow = share(world.contacts)[1] as DemoWorld['contacts'][number];
  const thirdParty = { contactId: contact('thirdParty'), role: ParticipantRole.THIRD_PARTY };
  const agency = { contactId: contact('agency'), role: ParticipantRole.AGENCY };
  const { VIEW, MESSAGE } = ParticipantPermission;
  return [
    {
      by: 'coordinator',
      exchange: {
        name: `Hughes: ${own('client', 0).title}`,
        exchangeType: ExchangeType.DELAYED,
        clientContactId: contact('client'),
        transferDate: dayFromNow(-20),
        relinquishedValue: '612500.00',
        filerType: FilerType.INDIVIDUAL,
      },
      participants: [thirdParty, agency],
      properties: [
        known(RELINQUISHED, own('client', 0), { transferredOn: dayFromNow(-20) }),
        { role: IDENTIFIED, description: '880 Harbor Way, Unit 4, Portland, OR 97209', identifiedAt: daysAgo(6) },
        {
          role: IDENTIFIED,
          description: 'Lot 12, Block C, Saguaro Estates, Pima County, AZ',
          identifiedAt: daysAgo(4),
          percentInterest: '50',
        },
      ],
    },
    {
      by: 'coordinator',
      exchange: {
        name: `Hughes: ${own('client', 1).title}`,
        exchangeType: ExchangeType.DELAYED,
        clientContactId: contact('client'),
        relinquishedValue: '410000.00',
      },
      participants: [{ ...agency, permissions: [VIEW, MESSAGE] }],
      properties: [known(RELINQUISHED, own('client', 1))],
    },
    {
      by: 'coordinator',
      exchange: {
        name: `Morgan: ${own('admin', 0).title} for ${own('admin', 1).title}`,
        exchangeType: ExchangeType.SIMULTANEOUS,
        clientContactId: contact('admin'),
        transferDate: dayFromNow(-100),
        relinquishedValue: '350000.00',
      },
      participants: [thirdParty],
      properties: [
        known(RELINQUISHED, own('admin', 0), { transferredOn: dayFromNow(-100) }),
        known(REPLACEMENT, own('admin', 1), { receivedOn: dayFromNow(-100) }),
      ],
      isCompleted: true,
    },
    {
      by: 'coordinator',
      exchange: {
        name: `Morgan: ${own('admin', 2).title}`,
        exchangeType: ExchangeType.REVERSE,
        clientContactId: contact('admin'),
        parkingDate: dayFromNow(-30),
        timeZone: 'America/Chicago',
      },
      participants: [thirdParty, agency],
      properties: [
        known(RELINQUISHED, own('admin', 2), { identifiedAt: daysAgo(12) }),
        { role: REPLACEMENT, description: '41 Mill Race, Boulder, CO 80302, parked with the titleholder' },
      ],
    },
    {
      by: 'coordinator',
      exchange: {
        name: `Field: ${own('user', 0).title}`,
        exchangeType: ExchangeType.IMPROVEMENT,
        clientContactId: contact('user'),
        transferDate: dayFromNow(-60),
        filerType: FilerType.PARTNERSHIP,
        returnDueDate: dayFromNow(90),
      },
      participants: [agency],
      properties: [
        known(RELINQUISHED, own('user', 0), { transferredOn: dayFromNow(-60) }),
        known(IDENTIFIED, own('user', 1), { identifiedAt: daysAgo(25) }),
      ],
    },
    {
      by: 'admin',
      exchange: {
        name: `Reyes: ${own('coordinator', 0).title}`,
        exchangeType: ExchangeType.DELAYED,
        clientContactId: contact('coordinator'),
        coordinatorContactId: escrow.id,
        transferDate: dayFromNow(-5),
        relinquishedValue: '472500.00',
      },
      participants: [],
      properties: [known(RELINQUISHED, own('coordinator', 0), { transferredOn: dayFromNow(-5) })],
      afterwards: { status: ExchangeStatus.ON_HOLD },
    },
  ];
}

const DAY_MS = 86_400_000;

const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

const dayFromNow = (days: number): string => daysAgo(-days).toISOString().slice(0, 10);
