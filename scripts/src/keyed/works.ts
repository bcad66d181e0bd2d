import { randomUUID } from 'node:crypto';
import type { Keyed } from './client';

/** A mutation that a client wants carried out once. Its mark stands in all that it writes, and nowhere else. */
export interface Work extends Keyed {
  readonly mark: string;
  /** By response name, the table that the field writes to. */
  readonly writes: Readonly<Record<string, Written>>;
}

/** What a field writes; plans and the end of users are the system's work, which is committed on its own. */
export type Written = 'lead' | 'workspace' | 'project' | 'exchange' | 'plan' | 'userEnd';

/** What works refer to. */
export interface Given {
  /** Whose projects are added. */
  readonly client: string;
  /** Whose exchanges are opened, and who coordinates them. */
  readonly contact: string;
  readonly coordinator: string;
  /** Whose plans are set, or who are deleted, one a work. */
  readonly users: readonly string[];
}

const LEAD = 'createLead(input: { name: "Keyed", company: $mark }) { id }';
const WORKSPACE = 'createWorkspace(input: { name: $mark }) { id }';
const PROJECT = 'createProject(input: { projectName: $mark, clientId: $client, weddingDate: "2030-06-01" }) { id }';
const EXCHANGE =
  'createExchange(input: { name: $mark, exchangeNumber: $mark, clientContactId: $contact, coordinatorContactId: $coordinator }) { id }';

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
  threeServices: {
    query: `mutation ($mark: String!, $client: ID!, $contact: ID!, $coordinator: ID!) { exchange: ${EXCHANGE} lead: ${LEAD} project: ${PROJECT} }`,
    writes: { exchange: 'exchange', lead: 'lead', project: 'project' },
  },
  plan: {
    query: 'mutation ($mark: ID!) { plan: setUserPlan(input: { userId: $mark, planName: PRO }) { id } }',
    writes: { plan: 'plan' },
  },
  deletion: { query: 'mutation ($mark: ID!) { user: deleteUser(id: $mark) { id } }', writes: { user: 'userEnd' } },
} as const;

const MIX: readonly (keyof typeof KINDS)[] = [
  'plan',
  'twoFields',
  'twoServices',
  'threeServices',
  'lead',
  'deletion',
  'project',
  'twoFields',
  'twoServices',
  'lead',
];

const isOfUser = (kind: keyof typeof KINDS): boolean => kind === 'plan' || kind === 'deletion';
const OF_USERS = MIX.filter(isOfUser).length;

const FIELDS = MIX.flatMap((kind) => Object.keys(KINDS[kind].writes)).length;

/** How many works have a number of mutations, each of them a root field with an answer of its own. */
export const worksFor = (mutations: number): number => Math.ceil((mutations * MIX.length) / FIELDS);

/** How many users a number of works needs. */
export const usersFor = (count: number): number => Math.ceil(count / MIX.length) * OF_USERS;

/** The n-th work. */
export function workOf(n: number, { users, ...given }: Given): Work {
  const place = n % MIX.length;
  const kind = MIX[place] as keyof typeof KINDS;
  const user = Math.floor(n / MIX.length) * OF_USERS + MIX.slice(0, place).filter(isOfUser).length;
  const mark = isOfUser(kind) ? (users[user] as string) : `keyed-${randomUUID()}`;
  const { query, writes } = KINDS[kind];
  const variables = Object.fromEntries(Object.entries({ mark, ...given }).filter(([name]) => query.includes(`$${name}:`)));
  return { key: randomUUID(), mark, query, variables, writes };
}
