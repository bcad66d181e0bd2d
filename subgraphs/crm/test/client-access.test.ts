import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { NurtureStatus } from '../src/client/client.entity';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
let agent: Viewer;
beforeAll(async () => {
  crm = await startTestCrm();
  agent = viewerOf(await crm.user({ role: UserRole.AGENT }));
});
afterAll(() => crm.stop());

const CREATE =
  'mutation ($input: CreateClientInput!) { createClient(input: $input) { id version name email phone leadScore nurtureStatus contact { id client { id } } } }';
const UPDATE = 'mutation ($input: UpdateClientInput!) { updateClient(input: $input) { version name email leadScore nurtureStatus } }';
const create = (viewer: Viewer, input: object) => crm.ask(viewer, CREATE, { input });
const update = (viewer: Viewer, input: object) => crm.ask(viewer, UPDATE, { input });
const codes = ({ errors }: Awaited<ReturnType<typeof create>>) =>
  errors?.map(({ extensions }) => [extensions?.code, extensions?.rule].filter(Boolean).join(' '));

describe('a client', () => {
  it('is read and not edited by its own login and by support, and nothing to others', async () => {
    const client = await crm.client();
    const login = viewerOf(await crm.user({ clientId: client.id, role: UserRole.CLIENT }));
    const support = viewerOf(await crm.user({ role: UserRole.SUPPORT }));
    const read = (viewer: Viewer) =>
      crm.ask(viewer, 'query ($id: ID!) { client(id: $id) { id } clients(filter: { id: { eq: $id } }) { totalCount } }', { id: client.id });
    for (const viewer of [login, support]) {
      expect((await read(viewer)).data).toEqual({ client: { id: client.id }, clients: { totalCount: 1 } });
      expect(codes(await update(viewer, { id: client.id, name: 'Mine' }))).toEqual(['FORBIDDEN']);
      expect(codes(await create(viewer, { name: 'Mine' }))).toEqual(['FORBIDDEN']);
    }
    const stranger = viewerOf(await crm.user({ role: UserRole.CLIENT }));
    expect((await read(stranger)).data).toEqual({ client: null, clients: { totalCount: 0 } });
    expect(codes(await update(stranger, { id: client.id, name: 'Mine' }))).toEqual(['NOT_FOUND']);
  });

  it('is found by score and status, the best first and those without a score last', async () => {
    const tag = randomUUID();
    for (const [leadScore, nurtureStatus] of [
      [10, 'WARM'],
      [null, 'WARM'],
      [90, 'WARM'],
      [50, 'NEW'],
      [50, 'WARM'],
    ] as const)
      await crm.client({ name: tag, leadScore, nurtureStatus: nurtureStatus && NurtureStatus[nurtureStatus] });
    const scores = async (filter: object) => {
      const { data } = await crm.ask(
        agent,
        'query ($filter: ClientFilter) { clients(filter: $filter, orderBy: LEAD_SCORE_DESC) { edges { node { leadScore } } } }',
        { filter: { name: { eq: tag }, ...filter } },
      );
      return data.clients.edges.map(({ node }: { node: { leadScore: number | null } }) => node.leadScore);
    };
    expect(await scores({})).toEqual([90, 50, 50, 10, null]);
    expect(await scores({ nurtureStatus: ['NEW', 'HOT'] })).toEqual([50]);
    expect(await scores({ leadScore: { gte: 50, lt: 90 } })).toEqual([50, 50]);
  });
});
