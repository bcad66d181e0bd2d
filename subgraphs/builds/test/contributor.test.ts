import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { EVENTS_PATH, toCloudEvent } from '@plat/shared/events/cloud-event';
import { EXISTS_PATH } from '@plat/shared/references/existence';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
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

describe('a contributor whose login is found to be another person', () => {
  /** crm says who a user is. */
  const link = async (userId: string, contact_id: string) => {
    const event = {
      id: randomUUID(),
      source: 'crm' as const,
      seq: '1',
      type: 'user.contact_linked',
      subjectType: 'User',
      subjectId: userId,
    };
    const batch = [toCloudEvent({ ...event, actorUserId: userId, occurredAt: new Date(), payload: { new: { contact_id } } })];
    const call = builds.subgraph.internalCall('crm', NOBODY, { requestId: 'test' });
    const answer = await builds.subgraph.internal[EVENTS_PATH]?.answer(batch, call);
    expect(answer).toEqual({ outcomes: [{ id: event.id }] });
  };
  const contactOf = async (id: string) =>
    (await builds.ask(agent, 'query ($id: ID!) { contributor(id: $id) { version contact { id } } }', { id })).data.contributor;

  it('is that one too, and that is recorded', async () => {
    const contributor = await builds.contributor();
    const contactId = randomUUID();
    for (const _ of [1, 2]) await link(contributor.userId, contactId);
    expect(await contactOf(contributor.id)).toEqual({ version: 2, contact: { id: contactId } });
    const events = await builds.given((db) =>
      db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1', [contributor.id]),
    );
    expect(events).toMatchObject([
      {
        type: 'contributor.updated',
        actor_user_id: contributor.userId,
        payload: { old: { contact_id: contributor.contactId }, new: { contact_id: contactId } },
      },
    ]);
  });

  it('stays who it was where somebody else is that person, and where that contact is gone', async () => {
    const [contributor, other, gone] = [await builds.contributor(), await builds.contributor(), randomUUID()];
    await tellDeletion(builds, 'Contact', gone);
    for (const contactId of [other.contactId, gone]) await link(contributor.userId, contactId);
    expect(await contactOf(contributor.id)).toEqual({ version: 1, contact: { id: contributor.contactId } });
  });

  it('is the only one that counts as its user’s', async () => {
    const [own, other] = [await builds.contributor(), await builds.contributor()];
    const ask = async (viewer: Viewer, ofUser?: string) => {
      const call = builds.subgraph.internalCall('sync', viewer, { requestId: 'test' });
      return builds.subgraph.internal[EXISTS_PATH]?.answer({ type: 'Contributor', ids: [own.id, other.id], ofUser }, call);
    };
    const me = aViewer('AGENT', { userId: own.userId });
    expect(await ask(me, own.userId)).toEqual({ ids: [own.id] });
    expect(((await ask(me)) as { ids: string[] }).ids.sort()).toEqual([own.id, other.id].sort());
    expect(await ask(aViewer('USER'), own.userId)).toEqual({ ids: [] });
  });
});
