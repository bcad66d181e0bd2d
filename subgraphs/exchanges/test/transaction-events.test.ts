import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reportCheck, sizeOfCheck } from '@plat/shared/testing/report-check';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import fc from 'fast-check';
import { ExchangeType } from '../src/exchange/exchange.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';
import { actorOf, type Known, MUTATIONS, request, TODAY } from './mutation-histories';
import { type Traced, TransactionTrace } from './transaction-trace';

let trace: TransactionTrace;
let service: TestExchanges;
beforeAll(async () => {
  const database = await freshDatabase('exchanges');
  trace = await TransactionTrace.start(database.admin);
  service = await startTestExchanges({ database });
  service.setClock(`${TODAY}T20:00:00Z`);
});
afterAll(async () => {
  await service.stop();
  await trace.stop();
});

const FIELDS = Object.keys(MUTATIONS);

interface Step {
  readonly field: string;
  readonly actor: number;
  readonly which: number;
  readonly failAt: number;
}

const plainly = (actor: number, which: number, ...fields: string[]): Step[] => fields.map((field) => ({ field, actor, which, failAt: 0 }));
const failing = (failAt: number, field: string): Step => ({ field, actor: 0, which: 1, failAt });

/** What a history begins with, so that what comes then finds something to do it to. Somebody pays before anything is identified. */
const BEGIN = [
  ...plainly(0, 2, 'addExchangeProperty', 'recordPropertyTransfer', 'addPropertyValuation'),
  ...plainly(0, 1, 'createFundAccount', 'addFundEntry', 'createFundRelease'),
  ...plainly(2, 1, 'authoriseFundRelease'),
  ...plainly(0, 2, 'authoriseFundRelease', 'payFundRelease', 'createFundRelease'),
  ...plainly(0, 1, 'sendExchangeMessage', 'createExchangeTask', 'addExchangeParticipant', 'createExchange'),
  ...plainly(0, 1, 'addRelatedParty', 'addTaxpayerIdentity', 'addParkingArrangement', 'serveIdentificationNotice', 'addExchangeProperty'),
  ...[failing(2, 'addFundEntry'), failing(2, 'createExchangeTask'), failing(1, 'sendExchangeMessage')],
];

/** And ends with, so that each mutation is carried out in one of a few histories at least. */
const END = [
  ...plainly(
    0,
    0,
    'editExchangeMessage',
    'completeExchangeTask',
    'reopenExchangeTask',
    'deleteExchangeTask',
    'recordNoticeReceipt',
    'updateTaxpayerIdentity',
  ),
  ...plainly(0, 1, 'updateParkingArrangement', 'cancelFundRelease', 'markExchangeRead', 'addFundEntry', 'reverseFundEntry'),
  ...plainly(0, 1, 'overrideExchangeDeadline', 'liftExchangeDeadlineOverride', 'recordPropertyReceipt', 'completeExchange'),
  ...plainly(7, 0, 'deleteExchange'),
];

const step: fc.Arbitrary<Step> = fc.record({
  field: fc.constantFrom(...FIELDS),
  actor: fc.nat({ max: 8 }),
  which: fc.nat({ max: 11 }),
  /** The write of it that fails, so that all before it is taken back; of most of them none does. */
  failAt: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }) }),
});

/** What must be so of a mutation that was done, refused, or made to fail. */
function judge({ committed, failed }: Traced, isDone: boolean): void {
  for (const one of committed) {
    expect(one.events).toBeGreaterThan(0);
    expect(one.changes).toBeGreaterThan(0);
    expect(one.audited).toBe(one.events);
  }
  if (!isDone) expect(committed).toEqual([]);
  if (failed) expect({ ...failed, isDone }).toEqual({ status: 'aborted', left: 0, isDone: false });
}

const types = fc.constantFrom(ExchangeType.DELAYED, ExchangeType.REVERSE, ExchangeType.IMPROVEMENT);

describe('the events of transactions', () => {
  it('knows every mutation of exchanges', async () => {
    const { data } = await service.ask(actorOf(await service.staffed(), 0), '{ __schema { mutationType { fields { name } } } }');
    const fields = data.__schema.mutationType.fields.map(({ name }: { name: string }) => name);
    expect([...fields].sort()).toEqual([...FIELDS].sort());
  });

  it('are in the very transaction of each mutation that is kept, and there are none of one that is refused or fails in the middle', async () => {
    const counts = { inputs: 0, done: 0, refused: 0, failed: 0, bad: 0 };
    const done = new Set<string>();
    const numRuns = sizeOfCheck({ small: 6, full: 120 });
    const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), types, async (steps, exchangeType) => {
      const staffed = await service.staffed({ exchangeType, parkingDate: exchangeType === 'REVERSE' ? '2026-09-01' : null });
      const ids: Known['ids'] = new Map();
      for (const { field, actor, which, failAt } of [...BEGIN, ...steps, ...END]) {
        const { query, variables } = request(field, { staffed, ids, which });
        await trace.failAt(failAt);
        const { data, errors } = await service.ask(actorOf(staffed, actor), query, variables);
        const traced = await trace.look();
        counts.inputs += 1;
        counts.bad += 1; // until it is seen to be as it must
        judge(traced, !errors);
        counts.bad -= 1;
        counts[traced.failed ? 'failed' : errors ? 'refused' : 'done'] += 1;
        if (errors) continue;
        if (traced.committed.length) done.add(field);
        ids.set(field, [...(ids.get(field) ?? []), data[field].id]);
      }
    });
    await fc.assert(property, { numRuns }).finally(() => reportCheck('events in the transactions of mutations', counts));
    expect(counts.failed).toBeGreaterThanOrEqual(2 * numRuns); // those of the beginning
    expect(done.size).toBeGreaterThan(38); // of all mutations; the rest were refused in these histories
  }, 3_600_000); // against a hang only

  it('keep what one field of a request did, when the next one is taken back', async () => {
    const { exchange, coordinator } = await service.staffed();
    await trace.failAt(0);
    await trace.look();
    const text = `mutation ($id: ID!) { first: updateExchange(input: { id: $id, name: "One" }) { id }
      second: updateExchange(input: { id: $id, name: "Two" }) { id } third: updateExchange(input: { id: $id, name: "" }) { id } }`;
    const { data, errors } = await service.ask(coordinator, text, { id: exchange.id });
    expect([Boolean(data.first), Boolean(data.second), data.third, errors?.length]).toEqual([true, true, null, 1]);
    const { committed } = await trace.look();
    expect(committed.map(({ events, audited }) => [events, audited])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});
