import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { BuildStatus } from '../src/build/build.entity';
import { startTestBuilds, type TestBuilds } from './builds.factory';

let builds: TestBuilds;
beforeAll(async () => {
  builds = await startTestBuilds();
});
afterAll(() => builds.stop());

const BY_ID = 'query ($id: ID!, $refs: [_Any!]!) { build(id: $id) { id } _entities(representations: $refs) { ... on Build { status } } }';
const CREATE = `mutation ($input: CreateBuildInput!) { createBuild(input: $input) {
  id version status approvedPrice livePrice totalPaid configurationLockedAt archivedAt client { id } project { id build { id } } } }`;
const UPDATE =
  'mutation ($input: UpdateBuildInput!) { updateBuild(input: $input) { version status archivedAt client { id } project { id } } }';
const LIST =
  'query ($filter: BuildFilter, $orderBy: BuildOrder! = CREATED_AT_DESC) { builds(filter: $filter, orderBy: $orderBy) { edges { node { id } } } }';

const aClientLogin = (clientId: string = randomUUID()) => aViewer('CLIENT', { clientId });
const agent = aViewer('AGENT');
const eventsOf = (id: string) =>
  builds.given((db) => db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));

describe('who sees a build', () => {
  it('shows a client its own builds, and those of its projects', async () => {
    const project = await builds.project();
    const [own, ofProject] = [
      await builds.build({ clientId: project.clientId }),
      await builds.build({ clientId: null, projectId: project.id }),
    ];
    await builds.build();
    const { data, errors } = await builds.ask(
      aClientLogin(project.clientId),
      '{ builds(orderBy: CREATED_AT_ASC) { edges { node { id client { id } project { id } } } totalCount } }',
    );
    expect(errors).toBeUndefined();
    expect(data.builds).toEqual({
      edges: [
        { node: { id: own.id, client: { id: project.clientId }, project: null } },
        { node: { id: ofProject.id, client: null, project: { id: project.id } } },
      ],
      totalCount: 2,
    });
  });

  it.each(['COORDINATOR', 'USER', 'CLIENT', 'THIRD_PARTY', 'AGENCY'] as const)(
    'shows a %s no build of others, by query, list, reference and project',
    async (role) => {
      const project = await builds.project();
      const { id } = await builds.build({ projectId: project.id });
      const viewer = aViewer(role, { clientId: randomUUID() });
      const { data, errors } = await builds.ask(viewer, BY_ID, { id, refs: [{ __typename: 'Build', id }] });
      expect(errors).toBeUndefined();
      expect(data).toEqual({ build: null, _entities: [null] });
      expect((await builds.ask(viewer, '{ builds { totalCount } }')).data.builds.totalCount).toBe(0);
    },
  );

  it.each(['ADMIN', 'SUPPORT', 'EMPLOYEE', 'AGENT'] as const)('shows a %s any build', async (role) => {
    const { id } = await builds.build();
    expect((await builds.ask(aViewer(role), BY_ID, { id, refs: [{ __typename: 'Build', id }] })).data).toEqual({
      build: { id },
      _entities: [{ status: 'INQUIRY' }],
    });
  });

  it('keeps projects and builds apart where only one of the permissions is held', async () => {
    const project = await builds.project();
    const build = await builds.build({ projectId: project.id });
    const query =
      'query ($project: ID!, $build: ID!) { project(id: $project) { id build { id } } build(id: $build) { id project { id } } }';
    const ask = async (viewer: Viewer) => (await builds.ask(viewer, query, { project: project.id, build: build.id })).data;
    expect(await ask(aViewer('USER', { permissions: ['project:read'] }))).toEqual({
      project: { id: project.id, build: null },
      build: null,
    });
    expect(await ask(aViewer('USER', { permissions: ['build:read'] }))).toEqual({ project: null, build: { id: build.id, project: null } });
  });

  it('refuses the edit of what may only be read, and hides the rest', async () => {
    const build = await builds.build();
    const code = async (viewer: Viewer) =>
      (await builds.ask(viewer, UPDATE, { input: { id: build.id, status: 'PROPOSAL_SENT' } })).errors?.[0]?.extensions?.code;
    expect(await code(aClientLogin(String(build.clientId)))).toBe('FORBIDDEN');
    expect(await code(aViewer('SUPPORT'))).toBe('FORBIDDEN');
    expect(await code(aClientLogin())).toBe('NOT_FOUND');
    expect(
      (await builds.ask(aClientLogin(String(build.clientId)), CREATE, { input: { clientId: build.clientId } })).errors?.[0]?.extensions
        ?.code,
    ).toBe('FORBIDDEN');
  });

  it('filters and orders', async () => {
    const clientId = randomUUID();
    const cheap = await builds.build({ clientId, livePrice: '100.00' });
    const dear = await builds.build({ clientId, livePrice: '2500.50', status: BuildStatus.BOOKED });
    const found = async (filter: object, orderBy = 'LIVE_PRICE_DESC') =>
      (await builds.ask(agent, LIST, { filter: { clientId: { eq: clientId }, ...filter }, orderBy })).data.builds.edges.map(
        (edge: { node: { id: string } }) => edge.node.id,
      );
    expect(await found({})).toEqual([dear.id, cheap.id]);
    expect(await found({}, 'CREATED_AT_ASC')).toEqual([cheap.id, dear.id]);
    expect(await found({ status: ['BOOKED', 'COMPLETED'] })).toEqual([dear.id]);
    expect(await found({ livePrice: { lt: '2500.50' } })).toEqual([cheap.id]);
    expect(await found({ projectId: { eq: randomUUID() } })).toEqual([]);
  });
});

describe('creating a build', () => {
  it('starts as an inquiry of the client, without a price, and records it', async () => {
    const clientId = randomUUID();
    const { data, errors } = await builds.ask(agent, CREATE, { input: { clientId, inquiryId: randomUUID() } });
    expect(errors).toBeUndefined();
    const { id } = data.createBuild;
    expect(data.createBuild).toEqual({
      id,
      version: 1,
      status: 'INQUIRY',
      approvedPrice: '0.00',
      livePrice: '0.00',
      totalPaid: '0.00',
      configurationLockedAt: null,
      archivedAt: null,
      client: { id: clientId },
      project: null,
    });
    expect(await eventsOf(id)).toMatchObject([
      { type: 'build.created', actor_user_id: agent.userId, payload: { new: { client_id: clientId, status: 'INQUIRY' } } },
    ]);
  });

  it('takes the client of its project', async () => {
    const project = await builds.project();
    const { data } = await builds.ask(agent, CREATE, { input: { projectId: project.id } });
    expect(data.createBuild).toMatchObject({
      client: { id: project.clientId },
      project: { id: project.id, build: { id: data.createBuild.id } },
    });
  });

  it('names every argument that breaks a rule', async () => {
    const project = await builds.project();
    const fields = async (input: object) => (await builds.ask(agent, CREATE, { input })).errors?.[0]?.extensions;
    expect(await fields({ inquiryId: 'x' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.clientId': expect.stringContaining('needed'), 'input.inquiryId': 'must be an id' },
    });
    expect(await fields({ clientId: 'x' })).toMatchObject({ fields: { 'input.clientId': 'must be an id' } });
    expect(await fields({ clientId: randomUUID(), projectId: project.id })).toMatchObject({
      fields: { 'input.clientId': expect.stringContaining('not the client') },
    });
    expect(await fields({ projectId: randomUUID() })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses a second build of a project and of an inquiry, and says what to do', async () => {
    const [project, inquiryId, clientId] = [await builds.project(), randomUUID(), randomUUID()];
    for (const [input, noun] of [
      [{ projectId: project.id }, 'project'],
      [{ clientId, inquiryId }, 'inquiry'],
    ] as const) {
      expect((await builds.ask(agent, CREATE, { input })).errors).toBeUndefined();
      const { data, errors } = await builds.ask(agent, CREATE, { input });
      expect(data).toEqual({ createBuild: null });
      expect(errors?.[0]).toMatchObject({
        message: `The ${noun} has a build already; edit that one, or restore it if it is archived.`,
        extensions: { code: 'CONFLICT' },
      });
    }
  });
});

describe('updating a build', () => {
  const go = (id: string, status: string, version?: number) => builds.ask(agent, UPDATE, { input: { id, status, version } });

  it('goes from inquiry to completed step by step, and records each', async () => {
    const { id } = await builds.build();
    for (const [index, status] of ['PROPOSAL_SENT', 'BOOKED', 'COMPLETED'].entries()) {
      expect((await go(id, status, index + 1)).data.updateBuild).toMatchObject({ status, version: index + 2 });
    }
    expect(await eventsOf(id)).toMatchObject([
      { type: 'build.updated', payload: { old: { status: 'INQUIRY' }, new: { status: 'PROPOSAL_SENT' } } },
      { payload: { old: { status: 'PROPOSAL_SENT' }, new: { status: 'BOOKED' } } },
      { payload: { old: { status: 'BOOKED' }, new: { status: 'COMPLETED' } } },
    ]);
    const stale = await go(id, 'ARCHIVED', 1);
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 4 });
  });

  it('refuses a step that is not the next, and names those that are', async () => {
    const { id } = await builds.build();
    const { data, errors } = await go(id, 'BOOKED');
    expect(data).toEqual({ updateBuild: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', status: 'INQUIRY', allowed: ['PROPOSAL_SENT', 'ARCHIVED'] });
  });

  it('archives, and restores to where it was', async () => {
    const { id } = await builds.build({ status: BuildStatus.BOOKED });
    expect((await go(id, 'ARCHIVED')).data.updateBuild).toMatchObject({ status: 'ARCHIVED', archivedAt: expect.any(String) });
    expect((await go(id, 'COMPLETED')).errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', allowed: ['BOOKED'] });
    expect((await go(id, 'BOOKED')).data.updateBuild).toMatchObject({ status: 'BOOKED', archivedAt: null, version: 3 });
  });

  it('gives a build its project once, and the client with it', async () => {
    const [project, other] = [await builds.project(), await builds.project()];
    const { id } = await builds.build({ clientId: null });
    const join = (projectId: string | null, build = id) => builds.ask(agent, UPDATE, { input: { id: build, projectId } });
    expect((await join(project.id)).data.updateBuild).toMatchObject({ client: { id: project.clientId }, project: { id: project.id } });
    expect((await join(null)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.projectId': expect.any(String) },
    });
    expect((await join(randomUUID())).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    expect((await join(other.id)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    const sibling = await builds.project({ clientId: project.clientId });
    expect((await join(sibling.id)).errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', projectId: project.id });
    const late = await builds.build({ clientId: project.clientId });
    expect((await join(project.id, late.id)).errors?.[0]).toMatchObject({
      message: expect.stringContaining('has a build already'),
      extensions: { code: 'CONFLICT' },
    });
  });

  it('lets one of two who step from the same status go, and refuses the other', async () => {
    const { id } = await builds.build({ status: BuildStatus.PROPOSAL_SENT });
    const [one, two] = await Promise.all([go(id, 'BOOKED', 1), go(id, 'ARCHIVED', 1)]);
    expect([one, two].map(({ errors }) => errors?.[0]?.extensions?.code).sort()).toEqual(['CONFLICT', undefined]);
  });
});
