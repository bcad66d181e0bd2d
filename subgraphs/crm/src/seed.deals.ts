import { type DemoUserName, type DemoWorld, demoViewer } from '@plat/shared/demo/demo-world';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { CrmContext } from './context';
import { type CreateDealInput, DealOutcome } from './deal/deal.input';

interface Plan {
  readonly owner: DemoUserName;
  /** Which of the owner's leads it is about, by name. */
  readonly lead?: string;
  /** Which of the owner's properties it is about: the first, the second. */
  readonly property?: number;
  readonly input: Omit<CreateDealInput, 'leadId' | 'propertyId'>;
  readonly outcome?: DealOutcome;
}

const DEALS: readonly Plan[] = [
  {
    owner: 'user',
    lead: 'Iris Cole',
    property: 0,
    input: {
      title: 'Sale to Iris Cole',
      stage: 'negotiation',
      estimatedValue: '431000.00',
      expectedCloseDate: '2026-12-15',
      nextAction: 'Send the letter of intent',
      nextActionDue: new Date('2026-12-01T15:00:00Z'),
    },
  },
  { owner: 'user', property: 1, input: { title: 'Rental of the second house', stage: 'prospecting', estimatedValue: '28800.00' } },
  {
    owner: 'user',
    lead: 'Jack Ward',
    input: { title: 'Portfolio of Ward Rentals', stage: 'proposal', estimatedValue: '1250000.00', notes: 'Bought elsewhere.' },
    outcome: DealOutcome.LOST,
  },
  {
    owner: 'coordinator',
    lead: 'Kate Young',
    property: 0,
    input: { title: 'Sale for Kate Young', stage: 'under_contract', estimatedValue: '472500.00', probability: 95 },
  },
];

/** Deals of the demo: two that are negotiated, one that only begins, one that was lost. @returns those that are open */
export async function seedDeals(
  crm: Subgraph,
  { users, properties }: Pick<DemoWorld, 'users' | 'properties'>,
): Promise<DemoWorld['deals']> {
  const open: DemoWorld['deals'][number][] = [];
  for (const { owner, lead, property, input, outcome } of DEALS) {
    const { userId: ownerId } = users[owner].identity;
    const own = properties.filter((one) => one.ownerId === ownerId);
    const { id, title } = await crm.work(demoViewer(users[owner]), async ({ deals, pages }: CrmContext) => {
      const { edges } = await pages.leads.root({ orderBy: 'CREATED_AT_DESC', first: 100 });
      const leadId = edges.find(({ node }) => node.name === lead)?.node.id;
      return deals.create({ ...input, leadId, propertyId: property === undefined ? undefined : own[property]?.id });
    });
    if (outcome) await crm.work(demoViewer(users[owner]), ({ deals }: CrmContext) => deals.close({ id, outcome }));
    else open.push({ id, ownerId, title });
  }
  return open;
}
