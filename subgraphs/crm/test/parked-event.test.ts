import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
let admin: Viewer;
beforeAll(async () => {
  crm = await startTestCrm({ database: await freshDatabase('crm') });
  admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
});
afterAll(() => crm.stop());

/** Events of one subject, the first of which crm has refused until it was given up. */
const parked = (behind = 0): Promise<string> =>
  crm.given(async (db) => {
    const subject = randomUUID();
    const rows: { id: string; seq: string }[] = await db.query(
      `INSERT INTO outbox_events (type, subject_type, subject_id, payload) SELECT 'thing.moved', 'Thing', $1, '{}' FROM generate_series(0, $2::int) RETURNING id, seq`,
      [subject, behind],
    );
    const first = rows.reduce((one, other) => (Number(one.seq) < Number(other.seq) ? one : other));
    for (const { id, seq } of rows)
      await db.query(
        `INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject, attempts, parked_at, last_error, next_at)
        VALUES ($1, 'crm', $2, 'Thing/' || $3, $4, CASE WHEN $4 > 0 THEN clock_timestamp() END, 'Error', CASE WHEN $4 > 0 THEN now() ELSE 'infinity' END)`,
        [id, seq, subject, id === first.id ? 10 : 0],
      );
    return first.id;
  });

const LIST = `query ($first: Int, $after: String) { parkedEvents(service: crm, first: $first, after: $after) { service parked {
  totalCount endCursor events { eventId service subscriber type subjectType attempts lastError waitingBehind } } } }`;
const choice = (eventId: string, more = {}) => ({ input: { service: 'crm', eventId, subscriber: 'crm', ...more } });
const REDELIVER = 'mutation ($input: RedeliverEventInput!) { redeliverEvent(input: $input) { eventId attempts waitingBehind } }';
const SKIP = 'mutation ($input: SkipEventInput!) { skipEvent(input: $input) { eventId } }';
const deliveries = (eventId: string) =>
  crm.given((db) =>
    db.query(
      `SELECT attempts, delivered_at IS NOT NULL AS delivered, parked_at IS NOT NULL AS parked, skipped_reason AS reason,
        next_at <= now() AS due FROM outbox_deliveries WHERE subject = (SELECT subject FROM outbox_deliveries WHERE event_id = $1) ORDER BY seq`,
      [eventId],
    ),
  );
const recorded = (type: string, eventId: string) =>
  crm.given((db) =>
    db.query('SELECT actor_user_id AS actor, payload FROM outbox_events WHERE type = $1 AND subject_id = $2', [type, eventId]),
  );

describe('parked events', () => {
  it('are listed page by page, the longest parked first, with what waits behind each', async () => {
    const ids = [await parked(3), await parked(), await parked()];
    const page = async (after?: string) => (await crm.ask(admin, LIST, { first: 2, after })).data.parkedEvents[0].parked;
    const one = await page();
    expect(one.totalCount).toBe(3);
    expect(one.events[0]).toEqual({
      eventId: ids[0],
      service: 'crm',
      subscriber: 'crm',
      type: 'thing.moved',
      subjectType: 'Thing',
      attempts: 10,
      lastError: 'Error',
      waitingBehind: 3,
    });
    const two = await page(one.endCursor);
    expect([...one.events, ...two.events].map(({ eventId }) => eventId)).toEqual(ids);
    expect(two.endCursor).toBeNull();
  });

  it('of a service that is down cost its own part', async () => {
    const { data, errors } = await crm.ask(
      admin,
      '{ parkedEvents { service parked { totalCount } } eventBacklog { service backlog { undelivered } } }',
    );
    expect(data.parkedEvents.map(({ service, parked }: { service: string; parked: unknown }) => [service, parked !== null])).toEqual([
      ['crm', true],
      ...['documents', 'sync', 'builds', 'exchanges'].map((service) => [service, false]),
    ]);
    expect(data.eventBacklog[0].backlog).toHaveLength(1);
    expect(errors).toHaveLength(8);
    for (const service of ['documents', 'sync', 'builds', 'exchanges'])
      expect(errors?.filter(({ message, extensions }) => message.includes(service) && extensions?.code === 'UNAVAILABLE')).toHaveLength(2);
  });

  it('show in the backlog, with the age of the oldest', async () => {
    await parked(2);
    const { data } = await crm.ask(admin, '{ eventBacklog { service backlog { subscriber undelivered parked oldestAgeSeconds } } }');
    const [{ subscriber, undelivered, parked: count, oldestAgeSeconds }] = data.eventBacklog[0].backlog;
    expect(subscriber).toBe('crm');
    expect(undelivered).toBeGreaterThan(count);
    expect(count).toBeGreaterThan(0);
    expect(oldestAgeSeconds).toBeGreaterThan(0);
  });

  it('are told again with all attempts before them, and what waits behind them after them', async () => {
    const id = await parked(1);
    const { data, errors } = await crm.ask(admin, REDELIVER, choice(id));
    expect(errors).toBeUndefined();
    expect(data.redeliverEvent).toEqual({ eventId: id, attempts: 10, waitingBehind: 1 });
    expect(await deliveries(id)).toMatchObject([
      { attempts: 0, delivered: false, parked: false, due: true },
      { delivered: false, parked: false, due: true },
    ]);
    expect(await recorded('parked_event.redelivered', id)).toMatchObject([
      { actor: admin.userId, payload: { eventId: id, subscriber: 'crm', lastError: 'Error' } },
    ]);
    await crm.subgraph.runJobs();
    expect(await deliveries(id)).toMatchObject([{ delivered: true }, { delivered: true }]);
    expect((await crm.ask(admin, REDELIVER, choice(id))).errors?.[0]?.extensions?.code).toBe('CONFLICT');
  });

  it('are skipped for a reason, which is kept, and let go on what waits behind them', async () => {
    const id = await parked(1);
    expect((await crm.ask(admin, SKIP, choice(id, { reason: ' ' }))).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.reason': expect.anything() },
    });
    const { data } = await crm.ask(admin, SKIP, choice(id, { reason: 'made by hand' }));
    expect(data.skipEvent).toEqual({ eventId: id });
    expect(await deliveries(id)).toMatchObject([
      { delivered: true, reason: 'made by hand' },
      { delivered: false, parked: false, due: true },
    ]);
    expect(await recorded('parked_event.skipped', id)).toMatchObject([{ actor: admin.userId, payload: { reason: 'made by hand' } }]);
  });

  it('that are none are not found, and a cursor that is none is refused', async () => {
    expect((await crm.ask(admin, REDELIVER, choice(randomUUID()))).errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    expect((await crm.ask(admin, REDELIVER, choice('7'))).errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    expect((await crm.ask(admin, LIST, { first: 101 })).errors?.[0]?.extensions).toMatchObject({ fields: { first: expect.anything() } });
    expect((await crm.ask(admin, LIST, { first: 1, after: 'x' })).errors?.[0]?.extensions).toMatchObject({
      fields: { after: expect.anything() },
    });
  });

  it('of another service are asked of it, and that service asks who wants it', async () => {
    const { internal } = crm.subgraph;
    const path = internal['/internal/parked-events'];
    expect(path?.callers).toEqual(['crm']);
    const origin = { requestId: 'test' };
    const call = (viewer: Viewer) => path?.answer({ first: 1 }, crm.subgraph.internalCall('crm', viewer, origin));
    await expect(call(viewerOf(await crm.user()))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await call(admin)).toMatchObject({ totalCount: expect.anything() });
  });
});
