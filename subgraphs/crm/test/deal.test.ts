import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { type User, UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
let ann: User;
let owner: Viewer;
beforeAll(async () => {
  crm = await startTestCrm();
  ann = await crm.user();
  owner = viewerOf(ann);
});
afterAll(() => crm.stop());

const FIELDS = `id version title stage status estimatedValue probability probabilityOverridden weightedValue expectedCloseDate nextAction
  nextActionDue notes createdAt updatedAt user { id } lead { id } property { id }`;
const CREATE = `mutation ($input: CreateDealInput!) { deal: createDeal(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation ($input: UpdateDealInput!) { deal: updateDeal(input: $input) { ${FIELDS} } }`;
const CLOSE = `mutation ($id: ID!, $outcome: DealOutcome!, $version: Int) {
  deal: closeDeal(input: { id: $id, outcome: $outcome, version: $version }) { ${FIELDS} } }`;
const ARCHIVE = `mutation ($id: ID!, $version: Int) { deal: archiveDeal(id: $id, version: $version) { ${FIELDS} } }`;
const REOPEN = `mutation ($id: ID!, $version: Int) { deal: reopenDeal(id: $id, version: $version) { ${FIELDS} } }`;
const DELETE = `mutation ($id: ID!, $version: Int) { deal: deleteDeal(id: $id, version: $version) { ${FIELDS} } }`;
const DEAL = `query ($id: ID!) { deal(id: $id) { ${FIELDS} } }`;
const DEFAULTS = { title: 'Sale', stage: 'proposal' };

type Answer = Awaited<ReturnType<TestCrm['ask']>>;
const refusal = ({ errors }: Answer) => errors?.[0]?.extensions;
const codeOf = (answer: Answer) => refusal(answer)?.code;
const create = (input: object = {}, as = owner) => crm.ask(as, CREATE, { input: { ...DEFAULTS, ...input } });
const made = async (input: object = {}) => (await create(input)).data.deal;
const toldOf = (id: string): Promise<{ type: string; payload: Record<string, object> }[]> =>
  crm.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));

describe('deals', () => {
  it('are made with all that is known, and read again', async () => {
    const [lead, house] = [await crm.lead(ann), await crm.property(ann)];
    const input = {
      title: ' Sale of the house ',
      stage: 'Under Contract',
      estimatedValue: '250000.5',
      expectedCloseDate: '2026-05-01',
      nextAction: 'Call the lender',
      nextActionDue: '2026-04-01T09:00:00.000Z',
      notes: 'Wants to close soon.',
    };
    const { data, errors } = await create({ ...input, leadId: lead.id.toUpperCase(), propertyId: house.id });
    expect(errors).toBeUndefined();
    expect(data.deal).toMatchObject({
      ...input,
      title: 'Sale of the house',
      stage: 'under_contract',
      estimatedValue: '250000.50',
      status: 'ACTIVE',
      probability: 90,
      probabilityOverridden: false,
      weightedValue: '225000.45',
      version: 1,
      user: { id: ann.id },
      lead: { id: lead.id },
      property: { id: house.id },
    });
    expect((await crm.ask(owner, DEAL, { id: data.deal.id })).data.deal).toEqual(data.deal);
    const [event, ...more] = await toldOf(data.deal.id);
    expect([event?.type, event?.payload.new, more]).toEqual(['deal.created', expect.objectContaining({ title: 'Sale of the house' }), []]);
    const LISTS = `query ($lead: [_Any!]!) { me { deals { edges { node { id } } } }
      _entities(representations: $lead) { ... on Lead { deals { edges { node { id } } } } ... on Property { deals { edges { node { id } } } } } }`;
    const refs = [
      { __typename: 'Lead', id: lead.id },
      { __typename: 'Property', id: house.id },
    ];
    const lists = await crm.ask(owner, LISTS, { lead: refs });
    for (const { deals } of [lists.data.me, ...lists.data._entities]) expect(deals.edges).toContainEqual({ node: { id: data.deal.id } });
  });

  it('need a title and a stage alone', async () => {
    const nothing = { estimatedValue: null, weightedValue: null, nextAction: null, notes: null, lead: null, property: null };
    expect(await made({ stage: 'waiting for the bank' })).toMatchObject({ stage: 'waiting_for_the_bank', probability: null, ...nothing });
    expect(refusal(await create({ title: '', stage: 'won' }))?.fields).toEqual({
      'input.title': 'must not be empty',
      'input.stage': 'must not be won or lost; close the deal for that',
    });
  });

  it('are edited by their owner, of the version that was seen, and told with what changed', async () => {
    const { id } = await made({ probability: 65 });
    const update = (input: object, as = owner) => crm.ask(as, UPDATE, { input: { id, ...input } });
    expect((await update({ version: 1, stage: 'negotiation' })).data.deal).toMatchObject({
      version: 2,
      stage: 'negotiation',
      probability: 65,
    });
    expect(refusal(await update({ version: 1, title: 'Other' }))).toMatchObject({ code: 'CONFLICT', version: 2 });
    expect((await update({ probability: null, notes: 'x' })).data.deal).toMatchObject({ probability: 80, probabilityOverridden: false });
    expect((await update({ stage: 'proposal' })).data.deal).toMatchObject({ probability: 50 });
    const admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
    expect(codeOf(await update({ notes: 'y' }, admin))).toBe('FORBIDDEN');
    expect(codeOf(await update({ notes: 'y' }, viewerOf(await crm.user())))).toBe('NOT_FOUND');
    const told = await toldOf(id);
    expect(told.map(({ type }) => type)).toEqual(['deal.created', ...Array(3).fill('deal.updated')]);
    expect(told[3]?.payload).toMatchObject({ old: { stage: 'negotiation', probability: 80 }, new: { stage: 'proposal', probability: 50 } });
  });

  it('are about what their owner may see, and about no property of another', async () => {
    const bob = await crm.user();
    const [lead, house, gone] = [await crm.lead(bob), await crm.property(bob), await crm.lead(ann, { isDeleted: true })];
    const { id } = await made();
    for (const about of [
      { leadId: lead.id },
      { leadId: gone.id },
      { propertyId: house.id },
      { leadId: randomUUID() },
      { propertyId: 'x' },
    ]) {
      const [asked] = Object.entries(about);
      const message = `No ${asked?.[0] === 'leadId' ? 'Lead' : 'Property'} with id ${asked?.[1]}.`;
      for (const answer of [await create(about), await crm.ask(owner, UPDATE, { input: { id, ...about } })])
        expect([codeOf(answer), answer.errors?.[0]?.message]).toEqual(['NOT_FOUND', message]);
    }
    const admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
    expect(codeOf(await create({ propertyId: house.id }, admin))).toBe('FORBIDDEN');
    expect((await create({ leadId: lead.id }, admin)).errors).toBeUndefined();
    const own = await crm.lead(ann);
    expect((await crm.ask(owner, UPDATE, { input: { id, leadId: own.id } })).data.deal.lead).toEqual({ id: own.id });
    // A lead that is hidden by now is in the way of no other edit.
    await crm.given((db) => db.query('UPDATE leads SET is_deleted = true WHERE id = $1', [own.id]));
    expect((await crm.ask(owner, UPDATE, { input: { id, title: 'Later' } })).data.deal).toMatchObject({ title: 'Later', lead: null });
    expect((await crm.ask(owner, UPDATE, { input: { id, leadId: null } })).errors).toBeUndefined();
  });

  it('end as won or lost, keep their stage, and are worked on again', async () => {
    const { id } = await made({ stage: 'negotiation', probability: 30, nextAction: 'Sign' });
    const close = (outcome: string, version?: number) => crm.ask(owner, CLOSE, { id, outcome, version });
    expect(refusal(await close('WON', 7))).toMatchObject({ code: 'CONFLICT', version: 1 });
    const won = (await close('WON', 1)).data.deal;
    expect(won).toMatchObject({ status: 'WON', probability: 100, probabilityOverridden: false, stage: 'negotiation', nextAction: 'Sign' });
    for (const change of [{ stage: 'proposal' }, { probability: 5 }])
      expect(refusal(await crm.ask(owner, UPDATE, { input: { id, ...change } }))).toMatchObject({ code: 'CONFLICT', status: 'WON' });
    expect((await crm.ask(owner, UPDATE, { input: { id, notes: 'Paid.' } })).errors).toBeUndefined();
    expect(refusal(await close('LOST'))).toMatchObject({ code: 'CONFLICT', status: 'WON' });
    expect(refusal(await crm.ask(owner, ARCHIVE, { id }))).toMatchObject({ code: 'CONFLICT', status: 'WON' });
    expect((await crm.ask(owner, REOPEN, { id })).data.deal).toMatchObject({ status: 'ACTIVE', probability: 80 });
    expect(refusal(await crm.ask(owner, REOPEN, { id }))).toMatchObject({ code: 'CONFLICT', status: 'ACTIVE' });
    expect((await close('LOST')).data.deal).toMatchObject({ status: 'LOST', probability: 0, stage: 'negotiation' });
    expect((await toldOf(id)).map(({ type }) => type)).toEqual([
      'deal.created',
      'deal.closed',
      'deal.updated',
      'deal.reopened',
      'deal.closed',
    ]);
  });

  it('are put aside with what their owner said of them', async () => {
    const { id } = await made({ probability: 30 });
    expect((await crm.ask(owner, ARCHIVE, { id, version: 1 })).data.deal).toMatchObject({
      status: 'ARCHIVED',
      probability: 30,
      version: 2,
    });
    expect((await crm.ask(owner, REOPEN, { id, version: 2 })).data.deal).toMatchObject({ status: 'ACTIVE', probability: 30, version: 3 });
    expect((await toldOf(id)).map(({ type }) => type)).toEqual(['deal.created', 'deal.archived', 'deal.reopened']);
  });

  it('are deleted by their owner, with their history', async () => {
    const { id } = await made();
    const admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
    expect(codeOf(await crm.ask(admin, DELETE, { id }))).toBe('FORBIDDEN');
    expect(codeOf(await crm.ask(owner, DELETE, { id, version: 2 }))).toBe('CONFLICT');
    expect((await crm.ask(owner, DELETE, { id, version: 1 })).data.deal).toMatchObject({ id, title: 'Sale' });
    expect((await crm.ask(owner, DEAL, { id })).data.deal).toBeNull();
    expect(await crm.given((db) => db.query('SELECT FROM deal_events WHERE deal_id = $1', [id]))).toEqual([]);
    expect((await toldOf(id)).map(({ type }) => type)).toEqual(['deal.created', 'deal.deleted']);
  });

  it('lose their property when that is deleted, and go with their owner', async () => {
    const bea = await crm.user();
    const house = await crm.property(bea);
    const { id } = (await create({ propertyId: house.id, leadId: (await crm.lead(bea)).id }, viewerOf(bea))).data.deal;
    const gone = await crm.ask(viewerOf(bea), 'mutation ($id: ID!) { deleteProperty(id: $id) { id } }', { id: house.id });
    expect(gone.errors).toBeUndefined();
    expect((await crm.ask(viewerOf(bea), DEAL, { id })).data.deal).toMatchObject({ property: null, status: 'ACTIVE', version: 2 });
    const admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
    expect((await crm.ask(admin, 'mutation ($id: ID!) { deleteUser(id: $id) { id } }', { id: bea.id })).errors).toBeUndefined();
    expect((await crm.ask(admin, DEAL, { id })).data.deal).toBeNull();
    expect((await toldOf(id)).map(({ type }) => type)).toEqual(['deal.created', 'deal.detached', 'deal.deleted']);
  });
});

describe('the active deal of a property', () => {
  const TAKEN = { code: 'CONFLICT', state: 'ACTIVE_DEAL_EXISTS' };

  it('is one, until it ends or goes', async () => {
    const { id: propertyId } = await crm.property(ann);
    const first = await made({ propertyId });
    const other = await made();
    for (const answer of [await create({ propertyId }), await crm.ask(owner, UPDATE, { input: { id: other.id, propertyId } })])
      expect(refusal(answer)).toMatchObject(TAKEN);
    await crm.ask(owner, CLOSE, { id: first.id, outcome: 'WON' });
    const second = await made({ propertyId });
    expect(refusal(await crm.ask(owner, REOPEN, { id: first.id }))).toMatchObject(TAKEN);
    await crm.ask(owner, ARCHIVE, { id: second.id });
    expect((await crm.ask(owner, REOPEN, { id: first.id })).errors).toBeUndefined();
    await crm.ask(owner, DELETE, { id: first.id });
    expect((await crm.ask(owner, REOPEN, { id: second.id })).errors).toBeUndefined();
  });

  it('is opened by one of many at once', async () => {
    const { id: propertyId } = await crm.property(ann);
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ propertyId })));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    for (const answer of answers.filter(({ errors }) => errors)) expect(refusal(answer)).toMatchObject(TAKEN);
  });
});

describe('the lists of deals', () => {
  const LIST = `query ($filter: DealFilter, $orderBy: DealOrder, $first: Int) {
    deals(filter: $filter, orderBy: $orderBy, first: $first) { edges { node { title } } totalCount } }`;

  it('are filtered and ordered, what is not known last', async () => {
    const bea = await crm.user();
    const house = await crm.property(bea);
    await crm.deal(bea, {
      title: 'a',
      stage: 'proposal',
      estimatedValue: '10',
      nextActionDue: new Date('2026-03-02'),
      propertyId: house.id,
    });
    await crm.deal(bea, { title: 'b', stage: 'negotiation', probability: 80, estimatedValue: '9', expectedCloseDate: '2026-04-01' });
    await crm.deal(bea, { title: 'c', status: 'WON' as never, probability: 100, nextActionDue: new Date('2026-03-01') });
    const titles = async (args: object) => {
      const { data, errors } = await crm.ask(viewerOf(bea), LIST, { first: 10, ...args });
      expect(errors).toBeUndefined();
      return data.deals.edges.map(({ node }: { node: { title: string } }) => node.title).join('');
    };
    expect(await titles({})).toBe('cba');
    for (const [orderBy, order] of Object.entries({
      CREATED_AT_ASC: 'abc',
      TITLE_ASC: 'abc',
      NEXT_ACTION_DUE_ASC: 'ca',
      EXPECTED_CLOSE_DATE_ASC: 'b',
      ESTIMATED_VALUE_DESC: 'ab',
    }))
      expect([orderBy, (await titles({ orderBy })).slice(0, order.length)]).toEqual([orderBy, order]);
    for (const [filter, found] of [
      [{ status: ['WON', 'LOST'] }, 'c'],
      [{ stage: { eq: 'negotiation' } }, 'b'],
      [{ propertyId: { eq: house.id } }, 'a'],
      [{ probability: { gte: 80 } }, 'cb'],
      [{ estimatedValue: { gt: '9.5' } }, 'a'],
      [{ expectedCloseDate: { lte: '2026-04-01' } }, 'b'],
      [{ nextActionDue: { lt: '2026-03-01T12:00:00Z' } }, 'c'],
      [{ title: { contains: 'A' } }, 'a'],
    ] as const)
      expect([filter, await titles({ filter })]).toEqual([filter, found]);
  });

  it('are read in one statement for all parents', async () => {
    const admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
    for (let n = 0; n < 3; n += 1) {
      const one = await crm.user();
      await crm.deal(one, { propertyId: (await crm.property(one)).id });
    }
    const ask = (query: string) => crm.statementsOf(() => crm.ask(admin, query));
    expect(await ask('{ users(first: 3) { edges { node { deals(first: 2) { edges { node { id } } } } } } }')).toHaveLength(2);
    const DEEP = '{ deals(first: 3) { edges { node { property { deals { edges { node { id } } } } events { edges { node { id } } } } } } }';
    expect(await ask(DEEP)).toHaveLength(4);
  });
});
