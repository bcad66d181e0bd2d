import { effectiveRights } from '@plat/shared/access/role-matrix';
import type { DemoUserName, DemoWorld } from '@plat/shared/demo/demo-world';
import { demoViewer } from '@plat/shared/demo/demo-world';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { ExchangesContext } from './context';
import { ExchangeStatus, ExchangeType, FilerType } from './exchange/exchange.entity';
import type { CreateExchangeInput, UpdateExchangeInput } from './exchange/exchange.input';
import { ParticipantPermission, ParticipantRole } from './exchange-participant/exchange-participant.entity';
import type { AddExchangeParticipantInput } from './exchange-participant/exchange-participant.input';
import { type ExchangeProperty, ExchangePropertyRole } from './exchange-property/exchange-property.entity';
import type { AddExchangePropertyInput } from './exchange-property/exchange-property.input';
import { ExchangeTaskPriority } from './exchange-task/exchange-task.entity';
import type { CreateExchangeTaskInput } from './exchange-task/exchange-task.input';
import { NoticeKind, NoticeRecipientCapacity, NoticeWay } from './identification-notice/identification-notice.entity';
import type { NoticeItemInput } from './identification-notice/identification-notice.input';
import { ParkedKind } from './parking-arrangement/parking-arrangement.entity';
import type { AddParkingArrangementInput } from './parking-arrangement/parking-arrangement.input';
import { seedFunds } from './seed.funds';

const { RELINQUISHED, IDENTIFIED, REPLACEMENT } = ExchangePropertyRole;
const { HIGH, URGENT } = ExchangeTaskPriority;

/** What has to be done in it; some of it is. */
type PlannedTask = Omit<CreateExchangeTaskInput, 'exchangeId' | 'priority'> &
  Partial<Pick<CreateExchangeTaskInput, 'priority'>> & { readonly isDone?: boolean };

/** One exchange of the demo: who opens it, and all that is in it. */
interface Plan {
  readonly by: DemoUserName;
  readonly exchange: CreateExchangeInput;
  readonly participants: readonly Omit<AddExchangeParticipantInput, 'exchangeId'>[];
  readonly properties: readonly Omit<AddExchangePropertyInput, 'exchangeId'>[];
  /** Days ago, each with what was identified then: by its words, or by its place among the properties. */
  readonly notices?: readonly (readonly [daysAgo: number, item: NoticeItemInput | number])[];
  readonly parking?: Omit<AddParkingArrangementInput, 'exchangeId'>;
  readonly tasks?: readonly PlannedTask[];
  readonly afterwards?: Omit<UpdateExchangeInput, 'id'>;
  readonly isCompleted?: boolean;
  /** When the sale closed, where its money and its taxes are shown. */
  readonly closedOn?: string;
  /** What is said in it, by whom. */
  readonly said?: readonly (readonly [by: DemoUserName, content: string])[];
}

/** exchanges' part of the demo: six exchanges of every kind and at every stage. @param scale how many times as many */
export async function seed(subgraph: Subgraph, world: DemoWorld, scale: number): Promise<void> {
  for (let round = 0; round < scale; round += 1) {
    for (const plan of plans(world, round, scale)) {
      const opened = await carryOut(subgraph, world, plan);
      world.exchanges.push(opened);
      await converse(subgraph, world, opened.id, plan.said ?? []);
      if (plan.closedOn) await seedFunds(subgraph, world, { exchangeId: opened.id, on: plan.closedOn, round });
    }
  }
}

const carryOut = (
  subgraph: Subgraph,
  world: DemoWorld,
  { by, exchange, participants, properties, notices = [], parking, tasks = [], afterwards, isCompleted }: Plan,
) =>
  subgraph.work(demoViewer(world.users[by]), async (context: ExchangesContext): Promise<DemoWorld['exchanges'][number]> => {
    const { id, name } = await context.exchanges.create(exchange);
    for (const participant of participants) await context.exchangeParticipants.add({ ...participant, exchangeId: id });
    const added: ExchangeProperty[] = [];
    for (const property of properties) added.push(await context.exchangeProperties.add({ ...property, exchangeId: id }));
    for (const [days, item] of notices) await context.identificationNotices.serve(noticeOf(id, days, item, added));
    if (parking) await context.parkingArrangements.add({ ...parking, exchangeId: id });
    for (const { isDone, priority = ExchangeTaskPriority.MEDIUM, ...task } of tasks) {
      const { id: taskId } = await context.exchangeTasks.create({ ...task, priority, exchangeId: id });
      if (isDone) await context.exchangeTasks.complete(taskId);
    }
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

/** Everybody speaks as themselves, and the second to speak answers the first. */
async function converse(subgraph: Subgraph, world: DemoWorld, exchangeId: string, said: NonNullable<Plan['said']>): Promise<void> {
  let first: string | undefined;
  for (const [index, [by, content]] of said.entries()) {
    const input = { exchangeId, content, clientMessageId: `demo-${index}`, replyToId: index === 1 ? first : null };
    const { id } = await subgraph.work(demoViewer(world.users[by]), ({ exchangeMessages }: ExchangesContext) =>
      exchangeMessages.send(input),
    );
    first ??= id;
  }
}
const noticeOf = (exchangeId: string, days: number, item: NoticeItemInput | number, added: readonly ExchangeProperty[]) => ({
  exchangeId,
  kind: NoticeKind.IDENTIFICATION,
  items: [typeof item === 'number' ? { exchangePropertyId: added[item]?.id, description: MANOR } : item],
  recipientName: 'Cascade Exchange Services',
  capacity: NoticeRecipientCapacity.INTERMEDIARY,
  sentAt: daysAgo(days),
  sentHow: NoticeWay.EMAIL,
});

/** What properties of the demo are called is no description that the law takes. */
const MANOR = '12 Manor Road, Portland, OR 97201';

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
      said: [
        ['client', 'The sale has closed. By when do I have to name what I would like to buy?'],
        ['coordinator', 'Within 45 days of the closing; the exchange shows the date. Send me the addresses as soon as you have them.'],
        ['client', 'I have two so far: the unit on Harbor Way, and half of the lot in Saguaro Estates.'],
        ['agency', 'We hold the listing on Harbor Way and can send the disclosures today.'],
        ['thirdParty', 'Thank you. I need nothing else for the title search.'],
      ],
      properties: [known(RELINQUISHED, own('client', 0), { transferredOn: dayFromNow(-20) })],
      closedOn: dayFromNow(-20),
      notices: [
        [6, { description: '880 Harbor Way, Unit 4, Portland, OR 97209' }],
        [4, { description: 'Lot 12, Block C, Saguaro Estates, Pima County, AZ', percentInterest: '50' }],
      ],
      tasks: [
        { title: 'Order the payoff letter', assignedToId: contact('thirdParty'), dueDate: daysAgo(3), priority: URGENT },
        { title: 'Choose the replacement with the client', assignedToId: contact('client'), dueDate: daysAgo(-6), priority: HIGH },
        { title: 'Send the assignment to the buyer', assignedToId: contact('agency'), dueDate: daysAgo(12), isDone: true },
        { title: 'Ask the preparer when the return is due', dueDate: daysAgo(-20) },
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
      said: [
        ['agency', 'The buyers ask whether the closing can move by a week.'],
        ['coordinator', 'It can. Nothing counts before the transfer.'],
      ],
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
        known(RELINQUISHED, own('admin', 2)),
        { role: REPLACEMENT, description: '41 Mill Race, Boulder, CO 80302, parked with the titleholder' },
      ],
      notices: [[12, 0]],
      parking: {
        parkedKind: ParkedKind.REPLACEMENT,
        description: '41 Mill Race, Boulder, CO 80302',
        titleholderName: 'Cascade Holdings',
        parkedOn: dayFromNow(-30),
        agreementSignedOn: dayFromNow(-30),
      },
      tasks: [
        { title: 'Collect the bids for the house given up', assignedToId: contact('agency'), dueDate: daysAgo(-3), priority: HIGH },
        { title: 'Sign the parking agreement', assignedToId: contact('admin'), dueDate: daysAgo(25), isDone: true },
      ],
    },
    {
      by: 'coordinator',
      exchange: {
        name: `Field: ${own('user', 0).title}`,
        exchangeType: ExchangeType.IMPROVEMENT,
        clientContactId: contact('user'),
        transferDate: dayFromNow(-40),
        filerType: FilerType.PARTNERSHIP,
        returnDueDate: dayFromNow(90),
      },
      participants: [agency],
      properties: [known(RELINQUISHED, own('user', 0), { transferredOn: dayFromNow(-40) }), known(IDENTIFIED, own('user', 1))],
      notices: [[25, 1]],
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
