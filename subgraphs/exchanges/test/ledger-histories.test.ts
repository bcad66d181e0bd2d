import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { addDays } from '../src/exchange/exchange.civil-date';
import { type Staffed, startTestExchanges, type TestExchanges } from './exchanges.factory';
import { fundRows } from './funds.factory';

const TRANSFER = '2026-03-01';
let today = 0;
let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges({}, { clock: () => new Date(`${addDays(TRANSFER, today)}T19:00:00Z`) });
});
afterAll(() => service.stop());

type Step =
  | { readonly kind: 'receive'; readonly cents: number }
  | {
      readonly kind: 'reverse' | 'ask' | 'taxpayer' | 'facilitator' | 'twice' | 'pay' | 'cancel';
      readonly which: number;
      readonly cents: number;
    }
  | { readonly kind: 'wait'; readonly days: number };

const cents = fc.integer({ min: 1, max: 100_000 });
const which = fc.nat({ max: 5 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('receive' as const), cents }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constantFrom('reverse', 'ask', 'taxpayer', 'facilitator', 'twice', 'pay', 'pay', 'cancel' as const), which, cents }),
) as fc.Arbitrary<Step>;

/** So that each history has something to let go: after day 45, what was asked for is signed by both and paid as far as it goes. */
const END: readonly Step[] = [
  { kind: 'receive', cents: 100_000 },
  { kind: 'ask', which: 0, cents: 100 },
  ...[0, 1, 2, 3, 4, 5].flatMap((which) => (['taxpayer', 'facilitator', 'pay'] as const).map((kind): Step => ({ kind, which, cents: 1 }))),
];

const money = (value: number) => new Decimal(value).div(100).toFixed(2);

/** Plays a history through the graph; what is refused changes nothing. */
async function play({ exchange, coordinator, client }: Staffed, steps: readonly Step[]): Promise<void> {
  const [entries, releases]: [string[], string[]] = [[], []];
  const call = async (as: typeof client, field: string, type: string, input: object): Promise<string | undefined> =>
    (await service.ask(as, `mutation ($input: ${type}!) { ${field}(input: $input) { id } }`, { input })).data?.[field]?.id;
  const move = (field: string, id: string) => service.ask(coordinator, `mutation ($id: ID!) { ${field}(id: $id) { id } }`, { id });
  const authorise = (as: typeof client, id: string, side: string) =>
    call(as, 'authoriseFundRelease', 'AuthoriseFundReleaseInput', { id, side });
  const exchangeId = exchange.id;
  for (const one of steps) {
    if (one.kind === 'wait') today += one.days;
    else if (one.kind === 'receive') {
      const input = { exchangeId, kind: 'PROCEEDS', amount: money(one.cents), occurredOn: TRANSFER, memo: 'x' };
      entries.push((await call(coordinator, 'addFundEntry', 'AddFundEntryInput', input)) ?? '');
    } else if (one.kind === 'ask') {
      const input = { exchangeId, amount: money(one.cents), payee: 'Ann', purpose: 'TO_TAXPAYER' };
      const asked = await call(coordinator, 'createFundRelease', 'CreateFundReleaseInput', input);
      if (asked) releases.push(asked);
    } else if (one.kind === 'reverse') {
      const id = entries[one.which % Math.max(entries.length, 1)];
      const input = { id, occurredOn: addDays(TRANSFER, today), memo: 'x' };
      if (id) await call(coordinator, 'reverseFundEntry', 'ReverseFundEntryInput', input);
    } else {
      const id = releases[one.which % Math.max(releases.length, 1)];
      if (!id) continue;
      if (one.kind === 'taxpayer') await authorise(client, id, 'TAXPAYER');
      if (one.kind === 'facilitator') await authorise(coordinator, id, 'FACILITATOR');
      if (one.kind === 'twice') for (const side of ['TAXPAYER', 'FACILITATOR']) await authorise(client, id, side);
      if (one.kind === 'pay') await move('payFundRelease', id);
      if (one.kind === 'cancel') await move('cancelFundRelease', id);
    }
  }
}

describe('any history of a ledger', () => {
  it('has in minus out for its balance, never less than nothing, and lets nothing out without a yes of the rule and of two people', async () => {
    const rows = fundRows(service);
    let paid = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        today = 0;
        const staffed = await service.staffed({
          transferDate: TRANSFER,
          identificationDeadline: addDays(TRANSFER, 45),
          exchangeDeadline: addDays(TRANSFER, 180),
        });
        const account = await rows.account(staffed.exchange);
        await play(staffed, [{ kind: 'receive', cents: 50_000 }, ...steps, { kind: 'wait', days: 46 }, ...END]);
        const list = await service.given((db) => db.query('SELECT * FROM fund_entries WHERE account_id = $1 ORDER BY seq', [account.id]));
        let balance = new Decimal(0);
        for (const [index, entry] of list.entries()) {
          balance = balance.plus(entry.credit ?? 0).minus(entry.debit ?? 0);
          expect([entry.seq, entry.balance_after]).toEqual([String(index + 1), balance.toFixed(2)]);
          expect(balance.isNegative()).toBe(false);
        }
        const shown = await service.ask(aViewer('ADMIN'), 'query ($id: ID!) { exchange(id: $id) { fundAccount { balance } } }', {
          id: staffed.exchange.id,
        });
        expect(shown.data.exchange.fundAccount.balance).toBe(balance.toFixed(2));
        const out = await service.given((db) =>
          db.query(
            `SELECT e.debit, r.amount, r.state, r.paid_predicate ->> 'decision' AS decision, r.paid_inputs -> 'facts' ->> 'today' AS judged,
               e.occurred_on::text, (SELECT count(DISTINCT user_id)::int FROM fund_authorisations WHERE release_id = r.id) AS people,
               (SELECT count(DISTINCT side)::int FROM fund_authorisations WHERE release_id = r.id) AS sides
             FROM fund_entries e JOIN fund_releases r ON r.id = e.release_id WHERE e.account_id = $1`,
            [account.id],
          ),
        );
        paid += out.length;
        for (const { debit, amount, state, decision, judged, occurred_on, people, sides } of out) {
          expect([debit, state, decision, people, sides]).toEqual([amount, 'PAID', 'ALLOW', 2, 2]);
          expect(judged).toBe(occurred_on);
          expect(judged > addDays(TRANSFER, 45)).toBe(true);
        }
      }),
      { numRuns: 12 },
    );
    expect(paid).toBeGreaterThan(0);
  }, 120_000);

  it('keeps its balance when many write at once', async () => {
    const rows = fundRows(service);
    const { exchange, coordinator } = await service.staffed({ identificationDeadline: '2026-02-01', exchangeDeadline: '2026-02-15' });
    today = 0;
    const account = await rows.account(exchange);
    const first = await rows.entry(account, { credit: '1.00' });
    const reverse = () =>
      service.ask(coordinator, 'mutation ($input: ReverseFundEntryInput!) { reverseFundEntry(input: $input) { id } }', {
        input: { id: first.id, occurredOn: '2026-03-01', memo: 'x' },
      });
    const receive = () =>
      service.ask(coordinator, 'mutation ($input: AddFundEntryInput!) { addFundEntry(input: $input) { id } }', {
        input: { exchangeId: exchange.id, kind: 'INTEREST', amount: '0.10', occurredOn: '2026-03-01', memo: 'x' },
      });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? reverse() : receive())));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(9); // eight receipts, and one reversal of four
    const list = await service.given((db) =>
      db.query('SELECT seq, balance_after FROM fund_entries WHERE account_id = $1 ORDER BY seq', [account.id]),
    );
    expect(list.map(({ seq }: { seq: string }) => Number(seq))).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
    expect(list.at(-1).balance_after).toBe('0.80');
  });
});
