import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import type { User } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
let ann: User;
let owner: Viewer;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const FIELDS = 'id version name phone email company status score tags optStatus isDeleted createdAt updatedAt user { id } workspace { id }';
const CREATE = `mutation ($input: CreateLeadInput!) { createLead(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation ($input: UpdateLeadInput!) { updateLead(input: $input) { ${FIELDS} } }`;
const DELETE = `mutation ($id: ID!) { deleteLead(id: $id) { ${FIELDS} } }`;
const LEAD = `query ($id: ID!) { lead(id: $id) { ${FIELDS} } }`;

type Answer = Awaited<ReturnType<TestCrm['ask']>>;
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions?.code;
const fieldsOf = ({ errors }: Answer) => errors?.[0]?.extensions?.fields;
const eventsOf = (id: string): Promise<{ type: string; payload: Record<string, unknown> }[]> =>
  crm.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));

describe('leads', () => {
  beforeAll(async () => {
    ann = await crm.user();
    owner = viewerOf(ann);
  });

  it('are made with all that is known, in the form in which they are found again', async () => {
    const input = {
      name: '  Lea Lindt ',
      phone: '+1 (512) 555-0142',
      email: 'Lea@Example.com',
      company: 'Lindt & Co',
      status: 'ACTIVE',
      score: 70,
      tags: [' buyer ', 'seller', 'buyer'],
      optStatus: 'OPTED_IN',
    };
    const { data, errors } = await crm.ask(owner, CREATE, { input });
    expect(errors).toBeUndefined();
    const stored = { ...input, name: 'Lea Lindt', phone: '+15125550142', tags: ['buyer', 'seller'] };
    expect(data.createLead).toMatchObject({ ...stored, version: 1, isDeleted: false, user: { id: ann.id }, workspace: null });
    expect((await crm.ask(owner, LEAD, { id: data.createLead.id })).data.lead).toEqual(data.createLead);
    const [event, ...more] = await eventsOf(data.createLead.id);
    expect([event?.type, event?.payload.new, more]).toEqual([
      'lead.created',
      expect.objectContaining({ name: 'Lea Lindt', score: 70 }),
      [],
    ]);
  });

  it('need a name alone, and are new', async () => {
    const { data } = await crm.ask(owner, CREATE, { input: { name: 'Max' } });
    const nothing = { phone: null, email: null, company: null, score: null, optStatus: null };
    expect(data.createLead).toMatchObject({ name: 'Max', status: 'NEW', tags: [], ...nothing });
  });

  it('name every argument that breaks a rule', async () => {
    const faults = async (input: object) => fieldsOf(await crm.ask(owner, CREATE, { input: { name: 'Max', ...input } }));
    expect(await faults({ name: ' ', company: '', phone: 'call me', score: 101, status: null, tags: null })).toEqual({
      'input.name': 'must not be empty',
      'input.company': 'must not be empty',
      'input.phone': 'must be a telephone number of 5 to 15 digits',
      'input.score': 'must be between 0 and 100',
      'input.status': 'must not be null; leave it out',
      'input.tags': 'must not be null; leave it out',
    });
    expect(await faults({ score: -1, name: 'x'.repeat(256), email: `${'x'.repeat(64)}@${'y.'.repeat(100)}com` })).toEqual({
      'input.name': 'must have at most 255 characters',
      'input.email': 'must have at most 254 characters',
      'input.score': 'must be between 0 and 100',
    });
    const tags = (count: number) => Array.from({ length: count }, (_, n) => `tag ${n}`);
    expect(await faults({ tags: tags(51) })).toEqual({ 'input.tags': 'must be at most 50' });
    expect(await faults({ tags: [...tags(50), 'tag 0'] })).toBeUndefined();
    expect(await faults({ tags: ['x'.repeat(51)] })).toEqual({ 'input.tags': 'must each have 1 to 50 characters' });
    expect(await faults({ tags: [' '] })).toEqual({ 'input.tags': 'must each have 1 to 50 characters' });
    expect((await crm.ask(owner, CREATE, { input: { name: 'Max', email: 'nowhere' } })).errors).toHaveLength(1);
  });

  it('are edited with a version, field by field', async () => {
    const { id } = await crm.lead(ann, { score: 10, company: 'Old', tags: ['a'] });
    const edit = (input: object) => crm.ask(owner, UPDATE, { input: { id, ...input } });
    expect((await edit({ version: 1, score: 20, company: null, tags: ['b'] })).data.updateLead).toMatchObject({
      name: 'Lea Lindt',
      score: 20,
      company: null,
      tags: ['b'],
      version: 2,
    });
    const late = await edit({ version: 1, score: 30 });
    expect([codeOf(late), late.errors?.[0]?.extensions?.version]).toEqual(['CONFLICT', 2]);
    expect(fieldsOf(await edit({ name: null, score: 101 }))).toEqual({
      'input.name': 'must not be null; leave it out',
      'input.score': 'must be between 0 and 100',
    });
    expect(codeOf(await edit({ id: randomUUID() }))).toBe('NOT_FOUND');
    expect(codeOf(await edit({ id: 'x' }))).toBe('NOT_FOUND');
    const events = await eventsOf(id);
    expect(events.map(({ type }) => type)).toEqual(['lead.updated']);
    expect(events[0]?.payload).toMatchObject({
      old: { score: 10, company: 'Old', tags: ['a'] },
      new: { score: 20, company: null, tags: ['b'] },
    });
  });

  it('have an address and a number once for each owner, deleted ones aside', async () => {
    const create = (as: Viewer, input: object) => crm.ask(as, CREATE, { input: { name: 'Max', ...input } });
    const first = (await create(owner, { email: 'max@example.com', phone: '512-555-0100' })).data.createLead;
    const mail = await create(owner, { email: 'MAX@example.com' });
    expect([codeOf(mail), fieldsOf(mail)]).toEqual(['CONFLICT', { 'input.email': 'is that of another lead' }]);
    const call = await create(owner, { phone: '(512) 555 0100' });
    expect([codeOf(call), fieldsOf(call)]).toEqual(['CONFLICT', { 'input.phone': 'is that of another lead' }]);
    const other = await crm.lead(ann);
    const edit = await crm.ask(owner, UPDATE, { input: { id: other.id, email: 'max@example.com' } });
    expect([codeOf(edit), fieldsOf(edit)]).toEqual(['CONFLICT', { 'input.email': 'is that of another lead' }]);
    expect((await create(viewerOf(await crm.user()), { email: 'max@example.com' })).errors).toBeUndefined();
    await crm.ask(owner, DELETE, { id: first.id });
    expect((await create(owner, { email: 'max@example.com', phone: '5125550100' })).errors).toBeUndefined();
  });

  it('are gone everywhere once they are deleted, and their row stays', async () => {
    const { id } = await crm.lead(ann, { name: 'Gone' });
    const { data, errors } = await crm.ask(owner, DELETE, { id });
    expect(errors).toBeUndefined();
    expect(data.deleteLead).toMatchObject({ id, isDeleted: true, version: 2, name: 'Gone', user: { id: ann.id } });
    const everywhere = `query ($id: ID!, $refs: [_Any!]!) { lead(id: $id) { id } _entities(representations: $refs) { ... on Lead { id } }
      leads(filter: { id: { eq: $id } }) { totalCount } me { leads(filter: { id: { eq: $id } }) { totalCount } } }`;
    expect((await crm.ask(owner, everywhere, { id, refs: [{ __typename: 'Lead', id }] })).data).toEqual({
      lead: null,
      _entities: [null],
      leads: { totalCount: 0 },
      me: { leads: { totalCount: 0 } },
    });
    expect(codeOf(await crm.ask(owner, UPDATE, { input: { id, score: 1 } }))).toBe('NOT_FOUND');
    expect(codeOf(await crm.ask(owner, DELETE, { id }))).toBe('NOT_FOUND');
    expect(codeOf(await crm.ask(owner, DELETE, { id: 'x' }))).toBe('NOT_FOUND');
    expect(await crm.given((db) => db.query('SELECT is_deleted, version FROM leads WHERE id = $1', [id]))).toEqual([
      { is_deleted: true, version: 2 },
    ]);
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['lead.trashed']);
  });
});

describe('lists of leads', () => {
  let me: Viewer;
  beforeAll(async () => {
    const user = await crm.user();
    me = viewerOf(user);
    const rows = [
      { name: 'anna_b', email: 'Anna@example.com', status: 'NEW', score: 10, tags: ['a', 'b'] },
      { name: 'Annaxb', email: 'other@example.com', status: 'ACTIVE', score: 90, tags: ['b'] },
      { name: 'Zoe', email: null, status: 'CLOSED', score: null, tags: [] },
    ] as const;
    for (const row of rows) await crm.lead(user, { ...row, tags: [...row.tags], status: row.status as never });
  });
  const names = async (filter: object, orderBy = 'NAME_ASC') => {
    const query =
      'query ($filter: LeadFilter, $orderBy: LeadOrder!) { leads(filter: $filter, orderBy: $orderBy) { edges { node { name } } } }';
    const { data, errors } = await crm.ask(me, query, { filter, orderBy });
    return errors ? fieldsOf({ data, errors }) : data.leads.edges.map(({ node }: { node: { name: string } }) => node.name);
  };

  it.each([
    ['a status', { status: ['ACTIVE', 'CLOSED'] }, ['Annaxb', 'Zoe']],
    ['all of some tags', { tags: { all: ['a', 'b'] } }, ['anna_b']],
    ['one of some tags', { tags: { any: ['b', 'c'] } }, ['Annaxb', 'anna_b']],
    ['none of no tags', { tags: { any: [] } }, []],
    ['a range of scores', { score: { gte: 10, lt: 90 } }, ['anna_b']],
    ['the beginning of a name, in any case', { name: { beginsWith: 'ANNA' } }, ['Annaxb', 'anna_b']],
    ['a beginning with a sign that stands for itself', { name: { beginsWith: 'anna_' } }, ['anna_b']],
    ['a name, in any case', { name: { is: 'ZOE' } }, ['Zoe']],
    ['an address, in any case', { email: { is: 'anna@EXAMPLE.com' } }, ['anna_b']],
    ['a workspace that shares none', { workspaceId: { eq: randomUUID() } }, []],
  ])('are narrowed by %s', async (_, filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  it('are ordered by score, those without one last', async () => {
    expect(await names({}, 'SCORE_DESC')).toEqual(['Annaxb', 'anna_b', 'Zoe']);
  });

  it('say what is wrong with a filter', async () => {
    expect(await names({ tags: { all: Array(501).fill('a') } })).toEqual({ 'filter.tags.all': 'takes at most 500 values' });
    expect(await names({ name: { is: null } })).toEqual({ 'filter.name.is': 'must not be null; leave it out' });
    expect(await names({ workspaceId: { eq: 'x' } })).toEqual({ 'filter.workspaceId.eq': 'must be an id' });
  });
});
