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

interface Told {
  readonly eventType: string;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
  readonly createdBy: { readonly id: string } | null;
}
const HISTORY = `query ($id: ID!) { deal(id: $id) { events(orderBy: CREATED_AT_ASC, first: 100) {
  edges { node { eventType description metadata createdAt createdBy { id } deal { id } } } } } }`;
const historyOf = async (id: string, as = owner): Promise<Told[]> => {
  const { data, errors } = await crm.ask(as, HISTORY, { id });
  expect(errors).toBeUndefined();
  return data.deal.events.edges.map(({ node }: { node: Told }) => node);
};
const act = async (mutation: string): Promise<string> => {
  const { data, errors } = await crm.ask(owner, `mutation { deal: ${mutation} { id } }`);
  expect(errors).toBeUndefined();
  return data.deal.id;
};
const FORGOTTEN = ['id', 'user_id', 'version', 'created_at', 'updated_at'];
/** The row, by its columns, as the database has it in JSON. */
const rowOf = async (id: string): Promise<Record<string, unknown>> => {
  const [{ row }] = (await crm.given((db) =>
    db.query(`SELECT to_jsonb(d) || jsonb_build_object('estimated_value', d.estimated_value::text) AS row FROM deals d WHERE id = $1`, [
      id,
    ]),
  )) as [{ row: Record<string, unknown> }];
  return Object.fromEntries(Object.entries(row).filter(([column]) => !FORGOTTEN.includes(column)));
};
const folded = (events: readonly Told[]): Record<string, unknown> =>
  Object.assign({}, ...events.map(({ metadata }) => Object.fromEntries(Object.entries(metadata).map(([column, { to }]) => [column, to]))));
const known = (row: Record<string, unknown>) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));

describe('the history of a deal', () => {
  it('says what became of it, and who did that', async () => {
    const id = await act('createDeal(input: { title: "Sale", stage: "proposal", estimatedValue: "1250.5" })');
    await act(`updateDeal(input: { id: "${id}", stage: "negotiation" })`);
    await act(`updateDeal(input: { id: "${id}", estimatedValue: "1300", notes: "Higher." })`);
    await act(`updateDeal(input: { id: "${id}", notes: "Higher." })`); // which changes nothing
    await act(`closeDeal(input: { id: "${id}", outcome: LOST })`);
    await act(`reopenDeal(id: "${id}")`);
    await act(`archiveDeal(id: "${id}")`);
    await act(`reopenDeal(id: "${id}")`);
    await act(`closeDeal(input: { id: "${id}", outcome: WON })`);
    const events = await historyOf(id);
    expect(events.map(({ eventType, description }) => [eventType, description])).toEqual([
      ['CREATED', 'The deal began at the stage proposal.'],
      ['STAGE_CHANGED', 'The deal came from the stage proposal to the stage negotiation.'],
      ['UPDATED', null],
      ['LOST', 'The deal was lost at the stage negotiation.'],
      ['REOPENED', 'The deal is worked on again.'],
      ['ARCHIVED', 'The deal was archived.'],
      ['REOPENED', 'The deal is worked on again.'],
      ['WON', 'The deal was won.'],
    ]);
    expect(events.map(({ createdBy }) => createdBy)).toEqual(events.map(() => ({ id: ann.id })));
    expect(events[1]?.metadata).toEqual({ stage: { from: 'proposal', to: 'negotiation' }, probability: { from: 50, to: 80 } });
    expect(events[2]?.metadata).toEqual({ estimated_value: { from: '1250.50', to: '1300.00' }, notes: { from: null, to: 'Higher.' } });
    expect(known(folded(events))).toEqual(known(await rowOf(id)));
  });

  it('makes the deal what it is, whatever is done with it at once', async () => {
    const [one, two, lead] = [await crm.property(ann), await crm.property(ann), await crm.lead(ann)];
    const id = await act('createDeal(input: { title: "Sale", stage: "proposal" })');
    const edits = [
      ...['initial_contact', 'qualification', 'negotiation', 'our own'].map(
        (stage) => `updateDeal(input: { id: "${id}", stage: "${stage}" })`,
      ),
      ...[one, two].map((house) => `updateDeal(input: { id: "${id}", propertyId: "${house.id}" })`),
      `updateDeal(input: { id: "${id}", leadId: "${lead.id}", nextActionDue: "2026-03-01T10:00:00.123Z", expectedCloseDate: "2026-04-01" })`,
      `updateDeal(input: { id: "${id}", probability: 5, estimatedValue: "0.1", nextAction: "Call" })`,
      `updateDeal(input: { id: "${id}", propertyId: null, leadId: null, probability: null })`,
    ];
    await Promise.all(edits.map((edit) => crm.ask(owner, `mutation { deal: ${edit} { id } }`)));
    await crm.ask(owner, 'mutation ($id: ID!) { deleteProperty(id: $id) { id } }', { id: two.id });
    const [events, row] = [await historyOf(id), await rowOf(id)];
    expect(known(folded(events))).toEqual(known(row));
    const seen: Record<string, unknown> = {};
    for (const { metadata } of events)
      for (const [column, { from, to }] of Object.entries(metadata)) {
        expect([column, from]).toEqual([column, seen[column] ?? null]);
        seen[column] = to;
      }
  });

  it('is for whoever reads the deal, and found by what happened', async () => {
    const id = await act('createDeal(input: { title: "Sale", stage: "proposal" })');
    await act(`closeDeal(input: { id: "${id}", outcome: WON })`);
    const admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
    expect(await historyOf(id, admin)).toHaveLength(2);
    const REF = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Deal { events { totalCount } } } }';
    const { data } = await crm.ask(viewerOf(await crm.user()), REF, { refs: [{ __typename: 'Deal', id }] });
    expect(data._entities).toEqual([null]);
    const won = await crm.ask(owner, 'query ($id: ID!) { deal(id: $id) { events(filter: { eventType: { eq: "WON" } }) { totalCount } } }', {
      id,
    });
    expect(won.data.deal.events.totalCount).toBe(1);
  });
});
