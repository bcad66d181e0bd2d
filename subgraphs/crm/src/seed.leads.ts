import { type DemoUserName, type DemoWorld, demoViewer } from '@plat/shared/demo/demo-world';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { CrmContext } from './context';
import { LeadStatus, OptStatus } from './lead/lead.entity';
import type { CreateLeadInput } from './lead/lead.input';

const LEADS: readonly (readonly [DemoUserName, CreateLeadInput])[] = [
  ['coordinator', { name: 'Grace Ito', email: 'grace.ito@leads.example.com', status: LeadStatus.NEW, score: 35, tags: ['seller'] }],
  ['coordinator', { name: 'Hugo Marsh', phone: '+1 512 555 0142', status: LeadStatus.ACTIVE, score: 60, tags: ['buyer', 'condominium'] }],
  ['user', { name: 'Iris Cole', email: 'iris.cole@leads.example.com', status: LeadStatus.QUALIFIED, score: 85, tags: ['buyer'] }],
  ['user', { name: 'Jack Ward', company: 'Ward Rentals', status: LeadStatus.CLOSED, optStatus: OptStatus.OPTED_OUT }],
];

/** Leads of the demo, and one that a workspace shares. */
export async function seedLeads(crm: Subgraph, { users }: Pick<DemoWorld, 'users'>, workspaceId: string): Promise<void> {
  for (const [owner, input] of LEADS) {
    await crm.work(demoViewer(users[owner]), ({ leads }: CrmContext) => leads.create(input));
  }
  await crm.work(demoViewer(users.coordinator), ({ leads }: CrmContext) =>
    leads.create({
      name: 'Kate Young',
      email: 'kate.young@leads.example.com',
      status: LeadStatus.QUALIFIED,
      score: 90,
      tags: ['seller', 'house'],
      optStatus: OptStatus.OPTED_IN,
      workspaceId,
    }),
  );
}
