import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { startTestExchanges, TEST_NOW, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const FIELDS = `id version status workflowStage stageChangedAt stageChangedBy { id }
  stageHistory(orderBy: STEP_ASC) { edges { node { step from to guard overrideReason actor { id } at } } }`;
const READ = `query ($id: ID!) { exchange(id: $id) { ${FIELDS} } }`;
const mutation = (field: string, type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`) =>
  `mutation ($input: ${type}!) { ${field}(input: $input) { ${FIELDS} } }`;
const UPDATE = mutation('updateExchange');
const COMPLETE = mutation('completeExchange');
const TERMINATE = mutation('terminateExchange');
const BACK = mutation('overrideExchangeStage');
const EDIT = 'mutation ($input: UpdateExchangePropertyInput!) { updateExchangeProperty(input: $input) { id } }';
const SERVE =
  'mutation ($input: ServeIdentificationNoticeInput!) { serveIdentificationNotice(input: $input) { items { exchangeProperty { id } } } }';
const ADD = 'mutation ($input: AddExchangePropertyInput!) { addExchangeProperty(input: $input) { exchange { workflowStage } } }';

const ask = (viewer: Viewer, query: string, input: object) => service.ask(viewer, query, { input });
const read = async (viewer: Viewer, id: string) => (await service.ask(viewer, READ, { id })).data.exchange;
const code = async (viewer: Viewer, query: string, input: object) => (await ask(viewer, query, input)).errors?.[0]?.extensions?.code;
const watch = async (instant: string) => {
  service.setClock(instant);
  await service.given((db) => db.query(`SELECT graphile_worker.add_job('deadlines.watch')`));
  await service.subgraph.runJobs();
};
const begun = async (timeZone = 'America/Los_Angeles') => {
  service.setClock(TEST_NOW);
  const staffed = await service.staffed();
  expect(
    (await ask(staffed.coordinator, UPDATE, { id: staffed.exchange.id, transferDate: '2026-10-31', timeZone })).errors,
  ).toBeUndefined();
  return staffed;
};
const way = ({ stageHistory }: { stageHistory: { edges: { node: { from: string; to: string; guard: string } }[] } }) =>
  stageHistory.edges.map(({ node }) => [node.from, node.to, node.guard]);
const BEGAN = ['PENDING', 'IDENTIFICATION', 'PERIOD_BEGAN'];
const identified = { role: 'IDENTIFIED', description: '12 Oak St', identifiedAt: '2026-11-20T12:00:00Z' };

describe('the clock', () => {
  it('lets an exchange miss day 45 on the day after it, in its own zone, and never brings it back', async () => {
    const [west, east] = [await begun(), await begun('Asia/Tokyo')];
    await watch('2026-12-15T15:00:00Z'); // midnight in Tokyo
    expect((await read(east.client, east.exchange.id)).workflowStage).toBe('IDENTIFICATION_MISSED');
    await watch('2026-12-16T07:59:59Z');
    expect((await read(west.client, west.exchange.id)).workflowStage).toBe('IDENTIFICATION');
    await watch('2026-12-16T08:00:00Z');
    const missed = await read(west.client, west.exchange.id);
    expect(missed).toMatchObject({
      workflowStage: 'IDENTIFICATION_MISSED',
      status: 'ACTIVE',
      stageChangedBy: null,
      stageChangedAt: '2026-12-16T08:00:00.000Z',
    });
    expect(way(missed)).toEqual([BEGAN, ['IDENTIFICATION', 'IDENTIFICATION_MISSED', 'NOTHING_IDENTIFIED']]);
    await watch(TEST_NOW);
    expect((await read(west.client, west.exchange.id)).workflowStage).toBe('IDENTIFICATION_MISSED');
  });

  it('catches up over both deadlines after it stood still', async () => {
    const { exchange, coordinator } = await begun();
    service.setClock(identified.identifiedAt);
    await ask(coordinator, ADD, { ...identified, exchangeId: exchange.id });
    await watch('2027-06-01T12:00:00Z');
    expect(way(await read(coordinator, exchange.id))).toEqual([
      BEGAN,
      ['IDENTIFICATION', 'REPLACEMENT', 'IDENTIFIED'],
      ['REPLACEMENT', 'EXCHANGE_MISSED', 'NOTHING_RECEIVED'],
    ]);
    const events = await service.given((db) =>
      db.query(`SELECT payload FROM outbox_events WHERE subject_id = $1 AND type = 'exchange.stage_changed' ORDER BY seq`, [exchange.id]),
    );
    expect(events[1].payload).toMatchObject({
      guard: 'IDENTIFIED',
      old: { workflow_stage: 'IDENTIFICATION' },
      new: { workflow_stage: 'REPLACEMENT', stage_changed_by: null },
    });
    expect(events[1].payload.participants).toHaveLength(4);
  });

  it('leaves an exchange with something received for somebody to complete, and one that has ended alone', async () => {
    const [received, given] = [await begun(), await begun()];
    service.setClock('2026-12-01T20:00:00Z');
    await ask(received.coordinator, ADD, {
      exchangeId: received.exchange.id,
      role: 'REPLACEMENT',
      description: 'A barn',
      receivedOn: '2026-12-01',
    });
    expect(await code(given.coordinator, TERMINATE, { id: given.exchange.id, reason: 'Sold for cash' })).toBeUndefined();
    await watch('2027-06-01T12:00:00Z');
    expect((await read(received.coordinator, received.exchange.id)).workflowStage).toBe('REPLACEMENT');
    expect(await read(given.coordinator, given.exchange.id)).toMatchObject({ workflowStage: 'TERMINATED', status: 'TERMINATED' });
  });

  it('goes on with the others when one exchange is in other hands', async () => {
    const [held, free] = [await begun(), await begun()];
    await service.given(async (db) => {
      await db.query('SELECT FROM exchanges WHERE id = $1 FOR UPDATE', [held.exchange.id]);
      service.setClock('2026-12-20T12:00:00Z');
      await service.subgraph.runJobs();
    });
    await watch('2026-12-20T12:00:00Z');
    for (const { exchange, client } of [held, free]) expect((await read(client, exchange.id)).workflowStage).toBe('IDENTIFICATION_MISSED');
  });
});

describe('somebody who runs an exchange', () => {
  it('completes it once property was given up and property received in time, and not before', async () => {
    const { exchange, coordinator, client } = await begun();
    expect(await code(coordinator, COMPLETE, { id: exchange.id })).toBe('CONFLICT');
    const barn = { exchangeId: exchange.id, role: 'REPLACEMENT', description: 'A barn', receivedOn: '2026-12-01' };
    expect(await code(coordinator, ADD, barn)).toBe('BAD_USER_INPUT'); // it is not received yet
    service.setClock('2026-12-01T20:00:00Z');
    await ask(coordinator, ADD, barn);
    expect(await code(client, COMPLETE, { id: exchange.id })).toBe('FORBIDDEN');
    const { data } = await ask(coordinator, COMPLETE, { id: exchange.id, version: 2 });
    expect(data.completeExchange).toMatchObject({
      version: 3,
      status: 'COMPLETED',
      workflowStage: 'COMPLETED',
      stageChangedBy: { id: coordinator.contactId },
    });
    expect(await code(coordinator, TERMINATE, { id: exchange.id, reason: 'No' })).toBe('CONFLICT');
    expect(await code(coordinator, UPDATE, { id: exchange.id, status: 'ACTIVE' })).toBe('BAD_USER_INPUT');
  });

  it('ends it by its stage, and not by an edit of its status', async () => {
    const { exchange, coordinator } = await begun();
    for (const status of ['COMPLETED', 'TERMINATED'])
      expect(await code(coordinator, UPDATE, { id: exchange.id, status })).toBe('BAD_USER_INPUT');
    expect(await code(coordinator, TERMINATE, { id: exchange.id, reason: ' ' })).toBe('BAD_USER_INPUT');
    expect(await code(coordinator, TERMINATE, { id: exchange.id, version: 1, reason: 'Old' })).toBe('CONFLICT');
    const { data } = await ask(coordinator, TERMINATE, { id: exchange.id, reason: 'Sold for cash' });
    expect(data.terminateExchange).toMatchObject({ status: 'TERMINATED', workflowStage: 'TERMINATED' });
    expect(data.terminateExchange.stageHistory.edges[1].node).toMatchObject({ guard: 'TERMINATED', overrideReason: 'Sold for cash' });
  });

  it('brings it back from a missed deadline for a reason, to where it stays', async () => {
    const { exchange, coordinator, agency } = await begun();
    await watch('2026-12-20T12:00:00Z');
    const back = { id: exchange.id, stage: 'REPLACEMENT', reason: 'A notice was found' };
    expect(await code(agency, BACK, back)).toBe('FORBIDDEN');
    const refused = await ask(coordinator, BACK, { ...back, stage: 'IDENTIFICATION' });
    expect(refused.errors?.[0]?.extensions?.fields).toMatchObject({ 'input.stage': expect.stringContaining('IDENTIFICATION_MISSED') });
    expect(await code(coordinator, BACK, { ...back, stage: 'COMPLETED' })).toBe('BAD_USER_INPUT');
    expect(await code(coordinator, BACK, { ...back, reason: '' })).toBe('BAD_USER_INPUT');
    const { data } = await ask(coordinator, BACK, back);
    expect(data.overrideExchangeStage).toMatchObject({ workflowStage: 'REPLACEMENT', status: 'ACTIVE' });
    expect(data.overrideExchangeStage.stageHistory.edges[2].node).toMatchObject({
      step: 3,
      from: 'IDENTIFICATION_MISSED',
      guard: 'OVERRIDDEN',
      overrideReason: 'A notice was found',
      actor: { id: coordinator.contactId },
    });
    const said = await service.given((db) =>
      db.query('SELECT content, is_system_message FROM messages WHERE exchange_id = $1 ORDER BY seq', [exchange.id]),
    );
    expect(said).toEqual(
      ['identification.', 'identification missed.', 'replacement. A notice was found'].map((stage) => ({
        content: `The exchange has come to the stage ${stage}`,
        is_system_message: true,
      })),
    );
    await watch('2026-12-21T12:00:00Z');
    expect((await read(coordinator, exchange.id)).workflowStage).toBe('REPLACEMENT');
  });

  it('brings it back by evidence that is dated inside the period, and by none that is not', async () => {
    const { exchange, coordinator } = await begun();
    await watch('2026-12-20T12:00:00Z');
    const serve = async (sentAt: string) => {
      const input = { exchangeId: exchange.id, sentAt, recipientName: 'Cascade Exchange Services', capacity: 'INTERMEDIARY' };
      const { data, errors } = await ask(coordinator, SERVE, { ...input, items: [{ description: '880 Harbor Way, Portland, OR 97209' }] });
      expect(errors).toBeUndefined();
      return data.serveIdentificationNotice.items[0].exchangeProperty?.id;
    };
    await serve('2026-12-16T08:00:01Z');
    expect((await read(coordinator, exchange.id)).workflowStage).toBe('IDENTIFICATION_MISSED');
    const id = await serve('2026-12-16T07:59:59Z');
    const { stageHistory, workflowStage } = await read(coordinator, exchange.id);
    expect(workflowStage).toBe('REPLACEMENT');
    expect(stageHistory.edges[2].node).toMatchObject({
      guard: 'EVIDENCE',
      overrideReason: expect.any(String),
      actor: { id: coordinator.contactId },
    });
    await watch('2027-05-01T12:00:00Z');
    expect((await ask(coordinator, EDIT, { id, receivedOn: '2027-01-10' })).errors).toBeUndefined();
    expect(way(await read(coordinator, exchange.id)).slice(3)).toEqual([
      ['REPLACEMENT', 'EXCHANGE_MISSED', 'NOTHING_RECEIVED'],
      ['EXCHANGE_MISSED', 'REPLACEMENT', 'EVIDENCE'],
    ]);
  });
});
