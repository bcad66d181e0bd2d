import { randomUUID } from 'node:crypto';

/** A mutation that a client wants carried out once. Its mark stands in all that it writes, and nowhere else. */
export interface Work {
  readonly key: string;
  readonly mark: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** By response name, the table that the field writes to. */
  readonly writes: Readonly<Record<string, Written>>;
}

/** What a field writes: a lead, a workspace, a project, or the plan of a user, which the system writes on its own. */
export type Written = 'lead' | 'workspace' | 'project' | 'plan';

const LEAD = 'createLead(input: { name: "Keyed", company: $mark }) { id }';
const WORKSPACE = 'createWorkspace(input: { name: $mark }) { id }';
const PROJECT = 'createProject(input: { projectName: $mark, clientId: $client, weddingDate: "2030-06-01" }) { id }';

const KINDS = {
  lead: { query: `mutation ($mark: String!) { lead: ${LEAD} }`, writes: { lead: 'lead' } },
  project: { query: `mutation ($mark: String!, $client: ID!) { project: ${PROJECT} }`, writes: { project: 'project' } },
  twoFields: {
    query: `mutation ($mark: String!) { lead: ${LEAD} workspace: ${WORKSPACE} }`,
    writes: { lead: 'lead', workspace: 'workspace' },
  },
  twoServices: {
    query: `mutation ($mark: String!, $client: ID!) { lead: ${LEAD} project: ${PROJECT} }`,
    writes: { lead: 'lead', project: 'project' },
  },
  plan: {
    query: 'mutation ($mark: ID!) { plan: setUserPlan(input: { userId: $mark, planName: PRO }) { id } }',
    writes: { plan: 'plan' },
  },
} as const;

const MIX: readonly (keyof typeof KINDS)[] = [
  'plan',
  'twoFields',
  'twoFields',
  'twoServices',
  'twoServices',
  'project',
  'project',
  'lead',
  'lead',
  'lead',
];

/** How many users a number of works needs, for plans. */
export const usersFor = (count: number): number => Math.ceil(count / MIX.length);

/** The n-th work. @param client whose projects are added @param users whose plans are set, one each */
export function workOf(n: number, client: string, users: readonly string[]): Work {
  const kind = MIX[n % MIX.length] as keyof typeof KINDS;
  const mark = kind === 'plan' ? (users[Math.floor(n / MIX.length)] as string) : `keyed-${randomUUID()}`;
  const { query, writes } = KINDS[kind];
  const variables = query.includes('$client') ? { mark, client } : { mark };
  return { key: randomUUID(), mark, query, variables, writes };
}
