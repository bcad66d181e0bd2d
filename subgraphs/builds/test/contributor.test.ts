import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestBuilds, type TestBuilds } from './builds.factory';

let builds: TestBuilds;
beforeAll(async () => {
  builds = await startTestBuilds();
});
afterAll(() => builds.stop());

const FIELDS = 'id version contributorType defaultHourlyRate archivedAt user { id } contact { id } defaultRole { id }';
const CREATE = `mutation ($input: CreateContributorInput!) { createContributor(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation ($input: UpdateContributorInput!) { updateContributor(input: $input) { ${FIELDS} } }`;
const agent = aViewer('AGENT');

describe('contributors', () => {
  it('are made, edited and archived by staff, and each change is recorded', async () => {
    const input = { userId: randomUUID(), contactId: randomUUID(), contributorType: 'FREELANCE', defaultHourlyRate: '85.50' };
    const { data, errors } = await builds.ask(agent, CREATE, { input });
    expect(errors).toBeUndefined();
    const { id } = data.createContributor;
    expect(data.createContributor).toEqual({
      id,
      version: 1,
      contributorType: 'FREELANCE',
      defaultHourlyRate: '85.50',
      archivedAt: null,
      user: { id: input.userId },
      contact: { id: input.contactId },
      defaultRole: null,
    });
    const roleId = randomUUID();
    const edited = await builds.ask(agent, UPDATE, { input: { id, version: 1, roleId, archived: true, contributorType: null } });
    expect(edited.data.updateContributor).toMatchObject({
      version: 2,
      defaultRole: { id: roleId },
      contributorType: null,
      archivedAt: expect.any(String),
    });
    const stale = await builds.ask(agent, UPDATE, { input: { id, version: 1, archived: false } });
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 2 });
    const events = await builds.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));
    expect(events).toMatchObject([
      { type: 'contributor.created', payload: { new: { user_id: input.userId, default_hourly_rate: '85.50' } } },
      { type: 'contributor.updated', payload: { old: { role_id: null }, new: { role_id: roleId } } },
    ]);
  });

  it('are made only of a login and its own contact', async () => {
    const input = { userId: randomUUID(), contactId: randomUUID() };
    builds.others.hide('Contact', input.contactId);
    const { errors } = await builds.ask(agent, CREATE, { input });
    expect(errors?.[0]?.extensions?.fields).toEqual({ 'input.contactId': 'must be the Contact of that user' });
    // Of oneself, too, crm says which contact that is: an identity may be older than a link.
    const me = aViewer('AGENT', { contactId: randomUUID() });
    await builds.ask(me, CREATE, { input: { userId: me.userId, contactId: me.contactId } });
    expect(builds.others.questions.filter(({ type }) => type === 'Contact').slice(-2)).toMatchObject([
      { ids: [input.contactId], ofUser: input.userId, userId: agent.userId },
      { ids: [me.contactId], ofUser: me.userId, userId: me.userId },
    ]);
  });

  it('are one for each login and person', async () => {
    const { userId, contactId } = await builds.contributor();
    for (const input of [
      { userId, contactId: randomUUID() },
      { userId: randomUUID(), contactId },
    ])
      expect((await builds.ask(agent, CREATE, { input })).errors?.[0]?.extensions?.code).toBe('CONFLICT');
  });

  it('are found by their user and contact, by staff and by themselves', async () => {
    const [me, row] = [aViewer(), await builds.contributor()];
    const mine = await builds.contributor({ userId: me.userId });
    const query =
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { contributor { id } } ... on Contact { contributor { id } } } contributors { edges { node { id } } totalCount } }';
    const refs = [mine, row].flatMap(({ userId, contactId }) => [
      { __typename: 'User', id: userId },
      { __typename: 'Contact', id: contactId },
    ]);
    const { data } = await builds.ask(me, query, { refs });
    expect(data._entities.map((entity: { contributor: { id: string } | null }) => entity.contributor?.id)).toEqual([
      mine.id,
      mine.id,
      undefined,
      undefined,
    ]);
    expect(data.contributors).toEqual({ edges: [{ node: { id: mine.id } }], totalCount: 1 });
    const all = await builds.ask(agent, query, { refs });
    expect(all.data._entities[3]).toEqual({ contributor: { id: row.id } });
  });

  it('name every argument that breaks a rule', async () => {
    const fieldsOf = async (query: string, input: object) =>
      Object.keys((await builds.ask(agent, query, { input })).errors?.[0]?.extensions?.fields as object).sort();
    expect(await fieldsOf(CREATE, { userId: 'x', contactId: 'y', roleId: 'z', defaultHourlyRate: '-1' })).toEqual([
      'input.contactId',
      'input.defaultHourlyRate',
      'input.roleId',
      'input.userId',
    ]);
    const { id } = await builds.contributor();
    expect(await fieldsOf(UPDATE, { id, defaultHourlyRate: '1000000', archived: null })).toEqual([
      'input.archived',
      'input.defaultHourlyRate',
    ]);
  });
});
