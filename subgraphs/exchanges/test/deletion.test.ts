import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@plat/shared/database/admin-client';
import { restrictionsOf, tellDeletion } from '@plat/shared/testing/foreign-deletion';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges({ database: await freshDatabase('exchanges') });
});
afterAll(() => service.stop());

const admin = aViewer('ADMIN');
const remove = (id: string, as = admin) => service.ask(as, 'mutation ($id: ID!) { deleteExchange(id: $id) { id name } }', { id });
const rows = (sql: string, ...values: unknown[]) => service.given((db) => db.query(sql, values));

describe('deleting an exchange', () => {
  it('takes participants and properties with it, and tells the end of each in its audit trail', async () => {
    const { exchange, coordinator } = await service.staffed();
    const property = await service.property(exchange);
    expect((await remove(exchange.id, coordinator)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect((await remove(exchange.id)).data.deleteExchange).toEqual({ id: exchange.id, name: exchange.name });
    const events = await rows(`SELECT type FROM outbox_events WHERE payload->>'exchangeId' = $1 ORDER BY type`, exchange.id);
    expect(events.map(({ type }: { type: string }) => type)).toEqual([
      'exchange.deleted',
      ...Array(4).fill('exchange_participant.deleted'),
      'exchange_property.deleted',
    ]);
    expect(await rows('SELECT FROM exchange_properties WHERE id = $1', property.id)).toEqual([]);
  });

  it('is refused once there is evidence in it', async () => {
    const { exchange, client } = await service.staffed();
    await service.message(exchange, client);
    const { errors } = await remove(exchange.id);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'REFERENCED', references: [{ type: 'ExchangeMessage', count: 1 }] });
  });
});

describe('contacts of exchanges', () => {
  it('are kept by every part that they have or had, whoever asks', async () => {
    const { client, coordinator } = await service.staffed();
    const ids = [client.contactId, coordinator.contactId, randomUUID()] as string[];
    expect(await restrictionsOf(service, 'Contact', ids)).toEqual([
      { type: 'ExchangeParticipant', count: 2, ids: expect.arrayContaining(ids.slice(0, 2)) },
    ]);
  });

  it('leave the exchange that named them, as an edit of it', async () => {
    const contactId = randomUUID();
    const exchange = await service.exchange({ clientContactId: contactId });
    await tellDeletion(service, 'Contact', contactId, { actorUserId: admin.userId });
    expect(await rows('SELECT client_id, version FROM exchanges WHERE id = $1', exchange.id)).toEqual([{ client_id: null, version: 2 }]);
    expect(await rows('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1', exchange.id)).toMatchObject([
      { type: 'exchange.detached', actor_user_id: admin.userId, payload: { exchangeId: exchange.id, old: { client_id: contactId } } },
    ]);
  });

  it('wait for a transaction that was told that they exist', async () => {
    const [contactId, exchange] = [randomUUID(), await service.exchange()];
    const ask = () => restrictionsOf(service, 'Contact', [contactId]);
    await withClient(service.database.system, async (writer) => {
      await writer.query('BEGIN');
      await writer.query('SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [`Contact/${contactId}`]);
      let isAnswered = false;
      const answer = ask().finally(() => {
        isAnswered = true;
      });
      const waiting = `SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted`;
      while (!isAnswered && (await rows(waiting)).length === 0) await new Promise(setImmediate);
      const add = `INSERT INTO exchange_participants (exchange_id, contact_id, role, permissions) VALUES ($1, $2, 'AGENCY', '{VIEW}')`;
      await writer.query(add, [exchange.id, contactId]);
      await writer.query('COMMIT');
      // On a busy machine it may not have had the lock in time; then its asker tries again.
      expect(await answer.catch(ask)).toMatchObject([{ count: 1, ids: [contactId] }]);
    });
  });
});
