import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestBuilds, type TestBuilds } from './builds.factory';

let builds: TestBuilds;
beforeAll(async () => {
  builds = await startTestBuilds();
});
afterAll(() => builds.stop());

const BY_ID =
  'query ($id: ID!, $refs: [_Any!]!) { project(id: $id) { id } _entities(representations: $refs) { ... on Project { projectName weddingDate } } }';
const LIST =
  'query ($filter: ProjectFilter, $orderBy: ProjectOrder! = CREATED_AT_DESC, $first: Int, $after: String) { projects(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { edges { node { id } } totalCount pageInfo { hasNextPage endCursor } } }';
const CREATE =
  'mutation ($input: CreateProjectInput!) { createProject(input: $input) { id version projectName weddingDate bookingDate editStartDate phase client { id } build { id } } }';
const UPDATE = 'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { version weddingDate phase archivedAt } }';

interface Page {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
}
const idsOf = (page: Page) => page.edges.map(({ node }) => node.id);
const aClientLogin = (clientId: string = randomUUID()) => aViewer('CLIENT', { clientId });

describe('projects', () => {
  it('shows a client its own projects and nobody else’s', async () => {
    const clientId = randomUUID();
    const mine = await builds.project({ clientId });
    await builds.project();
    const { data, errors } = await builds.ask(aClientLogin(clientId), '{ projects { edges { node { id client { id } } } totalCount } }');
    expect(errors).toBeUndefined();
    expect(data.projects).toEqual({ edges: [{ node: { id: mine.id, client: { id: clientId } } }], totalCount: 1 });
  });

  it.each(['COORDINATOR', 'USER', 'CLIENT', 'THIRD_PARTY', 'AGENCY'] as const)(
    'shows a %s no project of others, by query, list and reference',
    async (role) => {
      const { id } = await builds.project();
      const viewer = aViewer(role, { clientId: randomUUID() });
      const { data, errors } = await builds.ask(viewer, BY_ID, { id, refs: [{ __typename: 'Project', id }] });
      expect(errors).toBeUndefined();
      expect(data).toEqual({ project: null, _entities: [null] });
      expect((await builds.ask(viewer, '{ projects { totalCount } }')).data.projects.totalCount).toBe(0);
    },
  );

  it.each(['ADMIN', 'SUPPORT', 'EMPLOYEE', 'AGENT'] as const)('shows a %s any project', async (role) => {
    const { id } = await builds.project();
    const { data } = await builds.ask(aViewer(role), BY_ID, { id, refs: [{ __typename: 'Project', id }] });
    expect(data).toEqual({ project: { id }, _entities: [{ projectName: 'Archer wedding', weddingDate: '2030-06-15' }] });
    expect(idsOf((await builds.ask(aViewer(role), LIST, { filter: { id: { eq: id } } })).data.projects)).toEqual([id]);
  });

  it('creates, records and edits, and refuses an edit of an old version', async () => {
    const [agent, clientId] = [aViewer('AGENT'), randomUUID()];
    const input = {
      clientId,
      projectName: 'Moss wedding',
      weddingDate: '2031-05-03',
      bookingDate: '2030-05-03',
      editStartDate: '2031-05-03',
      phase: 'Planning',
    };
    const created = await builds.ask(agent, CREATE, { input });
    expect(created.errors).toBeUndefined();
    const { id } = created.data.createProject;
    expect(created.data.createProject).toEqual({
      id,
      version: 1,
      projectName: 'Moss wedding',
      weddingDate: '2031-05-03',
      bookingDate: '2030-05-03',
      editStartDate: '2031-05-03',
      phase: 'Planning',
      client: { id: clientId },
      build: null,
    });
    const moved = await builds.ask(agent, UPDATE, { input: { id, version: 1, phase: 'Editing', archived: true } });
    expect(moved.data.updateProject).toEqual({ version: 2, weddingDate: '2031-05-03', phase: 'Editing', archivedAt: expect.any(String) });
    const stale = await builds.ask(agent, UPDATE, { input: { id, version: 1, phase: 'Late' } });
    expect(stale.data).toEqual({ updateProject: null });
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 2 });
    expect((await builds.ask(agent, UPDATE, { input: { id, archived: false } })).data.updateProject).toMatchObject({
      version: 3,
      archivedAt: null,
    });
    const events = await builds.given((db) =>
      db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]),
    );
    expect(events).toMatchObject([
      { type: 'project.created', actor_user_id: agent.userId, payload: { new: { client_id: clientId, wedding_date: '2031-05-03' } } },
      {
        type: 'project.updated',
        payload: { old: { phase: 'Planning', archived_at: null }, new: { phase: 'Editing', archived_at: expect.any(String) } },
      },
      { type: 'project.updated', payload: { new: { archived_at: null } } },
    ]);
  });

  it('refuses the edit of what may only be read, and hides the rest', async () => {
    const project = await builds.project();
    const code = async (viewer: ReturnType<typeof aViewer>) =>
      (await builds.ask(viewer, UPDATE, { input: { id: project.id, phase: 'Mine' } })).errors?.[0]?.extensions?.code;
    expect(await code(aClientLogin(project.clientId))).toBe('FORBIDDEN');
    expect(await code(aViewer('SUPPORT'))).toBe('FORBIDDEN');
    expect(await code(aClientLogin())).toBe('NOT_FOUND');
    expect(await code(aViewer('COORDINATOR'))).toBe('NOT_FOUND');
    const create = await builds.ask(aClientLogin(project.clientId), CREATE, {
      input: { clientId: project.clientId, weddingDate: '2030-01-01' },
    });
    expect(create.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('names every argument that breaks a rule, and writes nothing', async () => {
    const agent = aViewer('AGENT');
    const fieldsOf = async (query: string, input: object) => {
      const { errors } = await builds.ask(agent, query, { input });
      expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
      return Object.keys(errors?.[0]?.extensions?.fields as object).sort();
    };
    const wrong = {
      clientId: 'x',
      projectName: ' ',
      phase: 'x'.repeat(256),
      weddingDate: '2030-06-15',
      bookingDate: '2030-06-16',
      editStartDate: '2030-06-14',
    };
    expect(await fieldsOf(CREATE, wrong)).toEqual([
      'input.bookingDate',
      'input.clientId',
      'input.editStartDate',
      'input.phase',
      'input.projectName',
    ]);
    const { id } = await builds.project({ bookingDate: '2030-06-01', editStartDate: '2030-06-20' });
    expect(await fieldsOf(UPDATE, { id, weddingDate: null, archived: null, phase: '' })).toEqual([
      'input.archived',
      'input.phase',
      'input.weddingDate',
    ]);
    expect(await fieldsOf(UPDATE, { id, weddingDate: '2030-05-31' })).toEqual(['input.weddingDate']);
    expect(await fieldsOf(UPDATE, { id, weddingDate: '2030-06-21' })).toEqual(['input.weddingDate']);
    expect(await fieldsOf(UPDATE, { id, bookingDate: '2030-06-16' })).toEqual(['input.bookingDate']);
    expect(
      (await builds.ask(agent, UPDATE, { input: { id, weddingDate: '2030-06-18', bookingDate: null } })).data.updateProject,
    ).toMatchObject({ version: 2, weddingDate: '2030-06-18' });
  });

  it.each(['CREATED_AT_DESC', 'CREATED_AT_ASC', 'WEDDING_DATE_ASC', 'WEDDING_DATE_DESC'])(
    'walks all pages, ordered by %s',
    async (orderBy) => {
      const clientId = randomUUID();
      for (const weddingDate of ['2030-01-03', '2030-01-01', '2030-01-03', '2030-01-02', '2030-01-03'])
        await builds.project({ clientId, weddingDate });
      const viewer = aClientLogin(clientId);
      const page = async (variables: object) => (await builds.ask(viewer, LIST, { orderBy, ...variables })).data.projects;
      const whole = idsOf(await page({ first: 100 }));
      const walked: string[] = [];
      for (let after: string | undefined, goesOn = true; goesOn; ) {
        const { edges, pageInfo } = await page({ first: 2, after });
        walked.push(...idsOf({ edges }));
        [after, goesOn] = [pageInfo.endCursor, pageInfo.hasNextPage];
      }
      expect(walked).toEqual(whole);
      expect(new Set(whole).size).toBe(5);
    },
  );

  it('filters', async () => {
    const clientId = randomUUID();
    const early = await builds.project({ clientId, weddingDate: '2029-01-01', projectName: 'Early', phase: 'Editing' });
    await builds.project({ clientId, weddingDate: '2031-01-01' });
    const found = async (filter: object) =>
      idsOf((await builds.ask(aViewer('AGENT'), LIST, { filter: { clientId: { eq: clientId }, ...filter } })).data.projects);
    expect(await found({})).toHaveLength(2);
    expect(await found({ weddingDate: { lt: '2030-01-01' } })).toEqual([early.id]);
    expect(await found({ projectName: { startsWith: 'ear' } })).toEqual([early.id]);
    expect(await found({ phase: { eq: 'Editing' } })).toEqual([early.id]);
    expect(await found({ createdAt: { gt: '2100-01-01T00:00:00Z' } })).toEqual([]);
  });
});
