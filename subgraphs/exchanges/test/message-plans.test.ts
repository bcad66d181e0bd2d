import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@plat/shared/database/admin-client';
import { explain, statementsWithValues } from '@plat/shared/testing/explain';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { type Staffed, startTestExchanges, type TestExchanges } from './exchanges.factory';

const [FEW, MANY] = [200, 20_000];
let service: TestExchanges;
let short: Staffed;
let long: Staffed;
beforeAll(async () => {
  service = await startTestExchanges({ database: await freshDatabase('exchanges') });
  short = await service.staffed();
  long = await service.staffed();
  await withClient(service.database.admin, async (admin) => {
    await admin.query('SET session_replication_role = replica'); // one transaction that takes 20,000 numbers is no conversation
    for (const [{ exchange, coordinator }, times] of [
      [short, FEW],
      [long, MANY],
    ] as const) {
      const say =
        'INSERT INTO messages (exchange_id, sender_id, content, seq) SELECT $1, $2, n::text, n FROM generate_series(1, $3::int) n';
      await admin.query(say, [exchange.id, coordinator.contactId, times]);
      await admin.query('INSERT INTO message_counters VALUES ($1, $2)', [exchange.id, times]);
    }
    // Others take part in others.
    await admin.query(`INSERT INTO exchange_participants (exchange_id, contact_id, role, permissions)
      SELECT gen_random_uuid(), gen_random_uuid(), 'CLIENT', '{VIEW}' FROM generate_series(1, 5000)`);
    await admin.query('ANALYZE');
  });
}, 120_000);
afterAll(() => service.stop());

/** What the last statement of a query read, as the client of the exchange. */
const executionOf = async ({ exchange, client }: Staffed, selection: string) => {
  const query = `query ($id: ID!) { exchange(id: $id) { ${selection} } }`;
  const statements = await statementsWithValues(async () => {
    expect((await service.ask(client, query, { id: exchange.id })).errors).toBeUndefined();
  });
  return explain(service.database.app, client, statements.at(-1) as (typeof statements)[number]);
};

describe('reading a long conversation', () => {
  it.each(['messages(last: 50)', 'messages(first: 50, orderBy: SEQ_DESC)', 'messages(first: 50)'])(
    'costs the same as reading a short one: %s',
    async (list) => {
      const [of, ofLong] = [
        await executionOf(short, `${list} { edges { node { seq } } }`),
        await executionOf(long, `${list} { edges { node { seq } } }`),
      ];
      expect(ofLong.sequentialScans).not.toContain('messages');
      expect(ofLong.rowsRead).toBeLessThanOrEqual(of.rowsRead + 10);
      expect(ofLong.rowsSorted).toBeLessThanOrEqual(2 * 51);
    },
  );

  it.each(['messages(last: 50) { edges { node { seq } } }', 'unreadCount'])(
    'costs whoever takes part in a thousand exchanges the same as whoever does in one: %s',
    async (selection) => {
      const [idle, busy] = [await service.staffed(), await service.staffed()];
      await withClient(service.database.admin, async (admin) => {
        await admin.query('SET session_replication_role = replica');
        for (const { exchange, coordinator } of [idle, busy])
          await admin.query(`INSERT INTO messages (exchange_id, sender_id, content, seq) VALUES ($1, $2, 'a', 1)`, [
            exchange.id,
            coordinator.contactId,
          ]);
        await admin.query(
          `INSERT INTO exchange_participants (exchange_id, contact_id, role, permissions)
            SELECT gen_random_uuid(), $1, 'CLIENT', '{VIEW}' FROM generate_series(1, 1000)`,
          [busy.client.contactId],
        );
        await admin.query('ANALYZE exchange_participants');
      });
      const [one, many] = [await executionOf(idle, selection), await executionOf(busy, selection)];
      expect(one.pages).toBeGreaterThan(0);
      expect(many.pages).toBeLessThanOrEqual(one.pages + 10);
    },
  );

  it('counts what is left, whatever went before', async () => {
    const { exchange, client } = long;
    const query = 'mutation ($id: ID!, $seq: Int!) { markExchangeRead(exchangeId: $id, upToSeq: $seq) { unreadCount } }';
    const { data, errors } = await service.ask(client, query, { id: exchange.id, seq: MANY - 5 });
    expect(errors).toBeUndefined();
    expect(data.markExchangeRead.unreadCount).toBe(5);
    const [{ receipts }] = await service.given((db) => db.query('SELECT count(*)::int AS receipts FROM message_participants'));
    expect(receipts).toBe(1_000);
    const { sequentialScans, rowsRead } = await executionOf(long, 'unreadCount');
    expect(sequentialScans).not.toContain('messages');
    expect(rowsRead).toBeLessThanOrEqual(60);
  });
});
