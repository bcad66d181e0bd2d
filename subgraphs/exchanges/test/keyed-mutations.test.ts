import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import type { FundAccount } from '../src/fund-account/fund-account.entity';
import { FundSide } from '../src/fund-authorisation/fund-authorisation.entity';
import { FundReleaseState } from '../src/fund-release/fund-release.entity';
import { type Staffed, startTestExchanges, type TestExchanges } from './exchanges.factory';
import { codeOf, fundRows } from './funds.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges({ poolSize: 8 });
});
afterAll(() => service.stop());

const SEND = 'mutation ($input: SendExchangeMessageInput!) { sendExchangeMessage(input: $input) { id seq content } }';
const PAY = 'mutation ($id: ID!) { payFundRelease(id: $id) { id state version } }';
const AUTHORISE = 'mutation ($input: AuthoriseFundReleaseInput!) { authoriseFundRelease(input: $input) { id state } }';
const REVERSE = 'mutation ($input: ReverseFundEntryInput!) { reverseFundEntry(input: $input) { id seq } }';
const READ_TO = 'mutation ($id: ID!, $seq: Int!) { markExchangeRead(exchangeId: $id, upToSeq: $seq) { id readUpToSeq } }';

/** Asks several times at once with one new key, then once more. */
const fivefold = async (as: Viewer, query: string, variables: Record<string, unknown>) => {
  const key = { idempotencyKey: randomUUID() };
  const answers = await Promise.all(Array.from({ length: 4 }, () => service.ask(as, query, variables, key)));
  return { key, answers: [...answers, await service.ask(as, query, variables, key)] };
};
const counted = async (sql: string, ...values: unknown[]): Promise<number> =>
  Number((await service.given((db) => db.query(`SELECT count(*) AS n ${sql}`, values)))[0].n);
const eventsOf = (id: string, type: string) => counted('FROM outbox_events WHERE subject_id = $1 AND type = $2', id, type);

/** An exchange with a thousand dollars, of which a hundred may be paid. */
async function payable(): Promise<Staffed & { releaseId: string; entryId: string; accountId: string }> {
  // Its period is over at the tests' time, so that the taxpayer may have what is left.
  const staffed = await service.staffed({
    transferDate: '2026-03-01',
    identificationDeadline: '2026-04-15',
    exchangeDeadline: '2026-08-28',
  });
  const funds = fundRows(service);
  const account = await funds.account(staffed.exchange);
  const entry = await funds.entry(account);
  const release = await funds.release(account);
  await funds.authorisation(release, FundSide.TAXPAYER, staffed.client);
  await funds.authorisation(release, FundSide.FACILITATOR, staffed.coordinator);
  return { ...staffed, releaseId: release.id, entryId: entry.id, accountId: account.id };
}

describe('a mutation of exchanges that comes again with its key', () => {
  it('says a message once, without a name of the client’s own for it', async () => {
    const { exchange, client } = await service.staffed();
    const input = { exchangeId: exchange.id, content: 'Has the deed arrived?' };
    const { key, answers } = await fivefold(client, SEND, { input });
    expect(answers.map(({ errors }) => errors)).toEqual(Array(5).fill(undefined));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(answers[0]?.data.sendExchangeMessage).toMatchObject({ seq: 1, content: input.content });
    expect(await counted('FROM messages WHERE exchange_id = $1', exchange.id)).toBe(1);
    expect(await eventsOf(answers[0]?.data.sendExchangeMessage.id, 'exchange_message.sent')).toBe(1);
    expect(codeOf(await service.ask(client, SEND, { input: { ...input, content: 'Another' } }, key))).toBe('CONFLICT');
  });

  it('says it twice for two people who chose the same key', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const [input, key] = [{ exchangeId: exchange.id, content: 'Yes' }, { idempotencyKey: randomUUID() }];
    for (const viewer of [client, coordinator]) await service.ask(viewer, SEND, { input }, key);
    expect(await counted('FROM messages WHERE exchange_id = $1', exchange.id)).toBe(2);
  });

  it('pays a release once, with one entry in the ledger, and answers each time that it is paid', async () => {
    const { coordinator, client, releaseId } = await payable();
    const { answers } = await fivefold(coordinator, PAY, { id: releaseId });
    for (const { data, errors } of answers) {
      expect(errors).toBeUndefined();
      expect(data.payFundRelease).toMatchObject({ id: releaseId, state: FundReleaseState.PAID });
    }
    expect(new Set(answers.map(({ data }) => data.payFundRelease.version)).size).toBe(1);
    expect(await counted('FROM fund_entries WHERE release_id = $1', releaseId)).toBe(1);
    expect(await eventsOf(releaseId, 'fund_release.paid')).toBe(1);
    // Who may not pay is refused with a key as without, and what is paid is not paid with another key.
    expect((await fivefold(client, PAY, { id: releaseId })).answers.map(codeOf)).toEqual(Array(5).fill('FORBIDDEN'));
    expect((await fivefold(coordinator, PAY, { id: releaseId })).answers.map(codeOf)).toEqual(Array(5).fill('CONFLICT'));
    expect(await counted('FROM fund_entries WHERE release_id = $1', releaseId)).toBe(1);
  });

  it('takes one signature, reverses an entry once, and moves a marker on once', async () => {
    const { exchange, client, coordinator, entryId, accountId } = await payable();
    const { id: releaseId } = await fundRows(service).release({ id: accountId, exchangeId: exchange.id } as FundAccount);
    const signed = await fivefold(client, AUTHORISE, { input: { id: releaseId, side: 'TAXPAYER' } });
    expect(signed.answers.map(({ errors }) => errors)).toEqual(Array(5).fill(undefined));
    expect(await counted('FROM fund_authorisations WHERE release_id = $1', releaseId)).toBe(1);
    const reversed = await fivefold(coordinator, REVERSE, {
      input: { id: entryId, occurredOn: '2026-10-01', memo: 'Wired to the wrong account' },
    });
    expect(reversed.answers.map(({ errors }) => errors)).toEqual(Array(5).fill(undefined));
    expect(await counted('FROM fund_entries WHERE reverses_id = $1', entryId)).toBe(1);
    await service.message(exchange, coordinator);
    const read = await fivefold(client, READ_TO, { id: exchange.id, seq: 1 });
    expect(read.answers.map(({ data }) => data.markExchangeRead.readUpToSeq)).toEqual(Array(5).fill(1));
    expect(await counted(`FROM outbox_events WHERE type = 'message_read_marker.moved' AND payload->>'exchangeId' = $1`, exchange.id)).toBe(
      1,
    );
  });
});
