import type { DemoUserName, DemoWorld } from '@plat/shared/demo/demo-world';
import { demoViewer } from '@plat/shared/demo/demo-world';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import { BuildStatus } from './build/build.entity';
import type { BuildsContext } from './context';
import { ContributorType } from './contributor/contributor.entity';
import type { CreateProjectInput } from './project/project.input';

const { PROPOSAL_SENT, BOOKED, COMPLETED } = BuildStatus;

/** Weddings around today, so that there is always one behind and one ahead: days from now, and where the work stands. */
const WEDDINGS = [
  { day: 45, phase: 'Planning' },
  { day: -90, phase: 'Delivered' },
  { day: -20, phase: 'Editing' },
  { day: 120, phase: 'Planning' },
  { day: 240, phase: null },
] as const;
/** Who of the demo's people works on productions, and for how much an hour. */
const CONTRIBUTORS: readonly (readonly [DemoUserName, ContributorType, string])[] = [
  ['thirdParty', ContributorType.FREELANCE, '95.00'],
  ['user', ContributorType.INTERNAL, '60.00'],
];
const OPEN_BUILDS = [[], [PROPOSAL_SENT], []] as const;
const DAY_MS = 86_400_000;

/** builds' part of the demo: who works on productions, a booked project for every client, and quotes on their way. @param scale how many times as many quotes; projects follow the clients */
export async function seed(subgraph: Subgraph, world: DemoWorld, scale: number): Promise<void> {
  const admin = demoViewer(world.users.admin);
  for (const [user, contributorType, defaultHourlyRate] of CONTRIBUTORS) {
    const { userId, contactId } = world.users[user].identity;
    const { id } = await subgraph.work(admin, ({ contributors }: BuildsContext) =>
      contributors.create({ userId, contactId, contributorType, defaultHourlyRate }),
    );
    world.contributors.push({ id, user });
  }
  for (const [index, client] of world.clients.entries()) {
    await subgraph.work(admin, async (context: BuildsContext) => {
      const input = aProject(client, index);
      const { id, clientId } = await context.projects.create(input);
      world.projects.push({ id, clientId, name: String(input.projectName) });
      await aBuild(context, { projectId: id }, input.phase === 'Delivered' ? [PROPOSAL_SENT, BOOKED, COMPLETED] : [PROPOSAL_SENT, BOOKED]);
    });
  }
  for (let round = 0; round < scale; round += 1) {
    for (const [index, steps] of OPEN_BUILDS.entries()) {
      const client = world.clients[(round * OPEN_BUILDS.length + index) % world.clients.length] as DemoWorld['clients'][number];
      await subgraph.work(admin, (context: BuildsContext) => aBuild(context, { clientId: client.id }, steps));
    }
  }
}

async function aBuild(
  { builds }: BuildsContext,
  of: { projectId?: string; clientId?: string },
  steps: readonly BuildStatus[],
): Promise<void> {
  const { id } = await builds.create(of);
  for (const status of steps) await builds.update({ id, status });
}

function aProject({ id, name }: DemoWorld['clients'][number], index: number): CreateProjectInput {
  const { day, phase } = WEDDINGS[index % WEDDINGS.length] as (typeof WEDDINGS)[number];
  return {
    clientId: id,
    projectName: `${name.split(' ').at(-1)} wedding`,
    phase,
    weddingDate: dayFromNow(day),
    bookingDate: dayFromNow(day - 200),
    editStartDate: dayFromNow(day + 7),
  };
}

const dayFromNow = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
