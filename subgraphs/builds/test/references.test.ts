import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestBuilds, type TestBuilds } from './builds.factory';

let builds: TestBuilds;
let before: number;
beforeAll(async () => {
  builds = await startTestBuilds();
});
beforeEach(() => {
  before = builds.others.questions.length;
});
afterAll(() => builds.stop());

const CREATE = 'mutation ($input: CreateBuildInput!) { createBuild(input: $input) { id client { id } } }';
const UPDATE = 'mutation ($input: UpdateBuildInput!) { updateBuild(input: $input) { client { id } } }';
const PROJECT = 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { id } }';
const agent = aViewer('AGENT');
const fieldsOf = ({ errors }: Awaited<ReturnType<TestBuilds['ask']>>) => errors?.[0]?.extensions?.fields;
const asked = () => builds.others.questions.slice(before).map(({ service, type, ids, userId }) => [service, type, ids, userId]);

describe('what builds and projects refer to', () => {
  it('is a client that crm knows', async () => {
    const [clientId, hidden] = [randomUUID(), randomUUID()];
    builds.others.hide('Client', hidden);
    const project = { projectName: 'Archer wedding', weddingDate: '2030-06-15' };
    expect((await builds.ask(agent, PROJECT, { input: { ...project, clientId } })).errors).toBeUndefined();
    expect(asked()).toEqual([['crm', 'Client', [clientId], agent.userId]]);
    const fields = { 'input.clientId': 'must be a Client that you may see' };
    expect(fieldsOf(await builds.ask(agent, PROJECT, { input: { ...project, clientId: hidden } }))).toEqual(fields);
    expect(fieldsOf(await builds.ask(agent, CREATE, { input: { clientId: hidden } }))).toEqual(fields);
  });

  it('is said of all arguments at once', async () => {
    const [clientId, inquiryId] = [randomUUID(), randomUUID()];
    builds.others.hide('Client', clientId);
    builds.others.hide('Inquiry', inquiryId);
    expect(fieldsOf(await builds.ask(agent, CREATE, { input: { clientId, inquiryId } }))).toEqual({
      'input.clientId': 'must be a Client that you may see',
      'input.inquiryId': 'must be an Inquiry that you may see',
    });
  });

  it('is taken from a project without a question, of a new build and of one that gets it', async () => {
    const [project, other] = [await builds.project(), await builds.project()];
    const created = await builds.ask(agent, CREATE, { input: { projectId: project.id } });
    expect(created.data.createBuild.client).toEqual({ id: project.clientId });
    const { id } = await builds.build({ clientId: null });
    const updated = await builds.ask(agent, UPDATE, { input: { id, projectId: other.id } });
    expect(updated.data.updateBuild.client).toEqual({ id: other.clientId });
    expect(asked()).toEqual([]);
  });

  it('is not asked for by who may not write', async () => {
    const answer = await builds.ask(aViewer('CLIENT'), CREATE, { input: { clientId: randomUUID() } });
    expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect(asked()).toEqual([]);
  });

  it('costs the write while crm does not answer', async () => {
    const alone = await startTestBuilds();
    await alone.others.takeDown('crm');
    const { data, errors } = await alone.ask(agent, CREATE, { input: { clientId: randomUUID() } });
    expect([data, errors?.[0]?.extensions?.code]).toEqual([{ createBuild: null }, 'UNAVAILABLE']);
    await alone.stop();
  });
});
