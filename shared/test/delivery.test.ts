import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NotTaken } from '../src/access/service-connection';
import { createLog } from '../src/config/log';
import { unavailable } from '../src/errors/plat-error';
import type { PlatEvent } from '../src/events/cloud-event';
import type { Outcome } from '../src/events/consumer';
import { Delivery, type Drained } from '../src/events/delivery';
import type { EventPoint } from '../src/events/event-faults';
import { Events } from '../src/events/events';
import { relayPool } from '../src/events/relay-pool';
import { COMPLETE_LATE_SQL, PARK_OLD_SQL, PRUNE_SQL, RELEASE_AHEAD_SQL, RELEASE_LOST_SQL } from '../src/events/tidy-sql';
import type { RequestScope } from '../src/graphql/request-scope';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { noteDatabase, noteService } from './fixtures/note-service';

let notes: TestSubgraph;
let pool: ReturnType<typeof relayPool>;
beforeAll(async () => {
  notes = await startTestSubgraph(noteService(), { database: await noteDatabase() });
  pool = relayPool(notes.database.system, 4, 'test relay');
});
afterAll(async () => {
  await pool.end();
  await notes.stop();
});
beforeEach(() => rows('DELETE FROM outbox_events'));

const rows = (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> => notes.given((db) => db.query(sql, values));
const states = (subject: string) =>
  rows(
    `SELECT attempts, last_error AS error, delivered_at IS NOT NULL AS delivered, parked_at IS NOT NULL AS parked
      FROM outbox_deliveries WHERE subject = $1 ORDER BY seq`,
    [`Trial/${subject}`],
  );
const undelivered = async () => (await rows('SELECT count(*)::int AS n FROM outbox_deliveries WHERE delivered_at IS NULL'))[0]?.n;
const dueNow = () => rows(`UPDATE outbox_deliveries SET next_at = now() WHERE next_at < 'infinity'`);
const NEVER = new AbortController().signal;

/** Records events of subjects, in this order, each with its own number. */
let count = 0;
const record = async (...subjects: string[]) => {
  await notes.subgraph.work(aViewer(), async ({ scope }: { scope: RequestScope }) => {
    for (const id of subjects) await new Events(scope).recordOf('trial.happened', { type: 'Trial', id }, { n: ++count });
  });
};

type Answer = (events: readonly PlatEvent[]) => readonly Outcome[] | Promise<readonly Outcome[]>;
const allTaken: Answer = (events) => events.map(({ id }) => ({ id }));

/** A relay whose subscriber answers as a test says, and what it was sent. */
const relay = (answer: Answer = allTaken, at?: (point: EventPoint) => void) => {
  const sent: PlatEvent[][] = [];
  const delivery = new Delivery({
    service: 'crm',
    pool,
    send: async (_, events) => {
      sent.push([...events]);
      return answer(events);
    },
    log: createLog('test', 'silent'),
    random: () => 0,
    at,
  });
  return { sent, drain: (): Promise<Drained> => delivery.drain('crm', NEVER) };
};
const numbers = (batch: readonly PlatEvent[]) => batch.map(({ payload }) => payload.n as number);
const ordered = (of: readonly number[]) => expect(of).toEqual([...of].sort((a, b) => a - b));

describe('a relay', () => {
  it('sends several events of a subject at once, in order', async () => {
    const id = randomUUID();
    await record(...Array<string>(230).fill(id));
    const { sent, drain } = relay();
    expect(await drain()).toEqual({ told: true, again: undefined });
    expect(sent.map(({ length }) => length)).toEqual([100, 100, 30]);
    ordered(sent.flatMap(numbers));
    expect(await undelivered()).toBe(0);
  });

  it('keeps the order of each subject beside others that tell the same', async () => {
    const subjects = [randomUUID(), randomUUID(), randomUUID()];
    for (let n = 0; n < 20; n += 1) await record(...subjects);
    const taken: PlatEvent[] = [];
    const slow: Answer = async (events) => {
      await pool.query('SELECT pg_sleep(0.002)');
      taken.push(...events);
      return allTaken(events);
    };
    const relays = [relay(slow), relay(slow), relay(slow)];
    while (Number(await undelivered()) > 0) await Promise.all(relays.map(({ drain }) => drain()));
    expect(taken).toHaveLength(60);
    for (const id of subjects) ordered(numbers(taken.filter(({ subjectId }) => subjectId === id)));
  });

  it.each<EventPoint>(['sending', 'sent', 'answered'])('that dies at the point "%s" leaves all to the next one', async (point) => {
    const id = randomUUID();
    await record(id, id);
    const dying = relay(allTaken, (reached) => {
      if (reached === point) throw new Error('killed');
    });
    await dying.drain().catch(() => undefined);
    expect(await undelivered()).toBe(2);
    const next = relay();
    await next.drain();
    expect(next.sent.flatMap(numbers)).toHaveLength(2);
    expect(await undelivered()).toBe(0);
  });

  it('of two that die in turn, at every point, tells each event, each subject in order', async () => {
    const subjects = Array.from({ length: 5 }, () => randomUUID());
    for (let n = 0; n < 60; n += 1) await record(...subjects);
    const effects: PlatEvent[] = [];
    const known = new Set<string>();
    /** Takes a few and leaves the others for later, so that there are many batches. */
    const consumer: Answer = async (events) => {
      await pool.query('SELECT pg_sleep(0.002)');
      const taken = events.slice(0, 7);
      for (const event of taken) if (!known.has(event.id)) effects.push(event);
      for (const { id } of taken) known.add(id);
      return events.map(({ id }, index) => (index < 7 ? { id } : { id, later: true }));
    };
    const points: readonly EventPoint[] = ['sending', 'sent', 'answered'];
    let deaths = 0;
    /** The next one of a service's two relays: it dies at the second batch, each time at another point. */
    const replica = () => {
      const dies = points[deaths++ % points.length];
      let times = 0;
      return relay(consumer, (point) => {
        if (point === dies && ++times === 2) throw new Error('killed');
      });
    };
    while (Number(await undelivered()) > 0) {
      await dueNow();
      await Promise.all([replica(), replica()].map(({ drain }) => drain().catch(() => undefined)));
    }
    expect(deaths).toBeGreaterThan(2 * points.length);
    expect(effects).toHaveLength(300);
    for (const id of subjects) ordered(numbers(effects.filter(({ subjectId }) => subjectId === id)));
  });

  it('lets a thousand flow past what nobody can take at the head of a busy subject, which goes on once that is parked and skipped', async () => {
    const busy = randomUUID();
    await record(...Array<string>(300).fill(busy));
    const [{ id: poison } = { id: '' }] = (await rows('SELECT event_id AS id FROM outbox_deliveries ORDER BY seq LIMIT 1')) as {
      id: string;
    }[];
    const others = Array.from({ length: 1_000 }, () => randomUUID());
    await record(...others);
    const { sent, drain } = relay((events) => events.map(({ id }) => (id === poison ? { id, fault: 'BAD' } : { id })));
    await drain();
    expect(new Set(sent.flat().map(({ subjectId }) => subjectId)).size).toBe(1_001);
    expect(await undelivered()).toBe(300);
    // It is sent with at most one batch a time: what stands behind it costs nobody else anything.
    for (let n = 1; n < 10; n += 1) {
      await record(others[n] as string);
      await dueNow();
      await drain();
      expect(await undelivered()).toBe(300);
    }
    expect((await states(busy))[0]).toMatchObject({ attempts: 10, parked: true });
    const before = sent.length;
    await dueNow();
    await drain();
    expect(sent).toHaveLength(before);
    // As an administrator skips it.
    await rows(`UPDATE outbox_deliveries SET delivered_at = now(), skipped_reason = 'test' WHERE event_id = $1`, [poison]);
    await rows('UPDATE outbox_deliveries SET next_at = now() WHERE delivered_at IS NULL');
    await drain();
    expect(await undelivered()).toBe(0);
    const flowed = sent.slice(before).flat();
    expect(flowed).toHaveLength(299);
    ordered(numbers(flowed));
  });

  it('has an effect once, and parks nothing, though the answer to what was taken gets lost a hundred times', async () => {
    const id = randomUUID();
    await record(id, id);
    const taken = new Set<string>();
    let answers = 0;
    const lossy: Answer = (events) => {
      for (const event of events) taken.add(event.id);
      answers += 1;
      if (answers <= 100) throw unavailable('cut off');
      return allTaken(events);
    };
    const { sent, drain } = relay(lossy);
    while (Number(await undelivered()) > 0) await drain();
    expect([sent.length, taken.size]).toEqual([101, 2]);
    for (const batch of sent) ordered(numbers(batch));
    expect(await states(id)).toMatchObject(Array(2).fill({ attempts: 0, delivered: true, parked: false }));
  });

  it('does not send for ever what the subscriber does not speak of', async () => {
    const [ignored, good] = [randomUUID(), randomUUID()];
    await record(ignored, good);
    const { sent, drain } = relay((events) => events.filter(({ subjectId }) => subjectId !== ignored).map(({ id }) => ({ id })));
    await drain();
    expect(sent).toHaveLength(1);
    expect(await states(ignored)).toEqual([{ attempts: 1, error: 'NOT_ANSWERED', delivered: false, parked: false }]);
    expect(await states(good)).toMatchObject([{ delivered: true }]);
  });

  it('believes nothing said of an event behind one that was not taken, nor of one that was not sent', async () => {
    const id = randomUUID();
    await record(id, id);
    const { drain } = relay(([first, second]) => [{ id: first?.id ?? '', fault: 'BAD' }, { id: second?.id ?? '' }, { id: randomUUID() }]);
    await drain();
    expect(await states(id)).toMatchObject([
      { attempts: 1, error: 'BAD', delivered: false },
      { attempts: 0, delivered: false },
    ]);
  });

  it('parks nothing while the subscriber does not answer, and asks it again later and later', async () => {
    const id = randomUUID();
    await record(id);
    const { drain } = relay(() => Promise.reject(unavailable('no')));
    const waits: unknown[] = [];
    for (let n = 0; n < 12; n += 1) waits.push((await drain()).again);
    expect(waits).toEqual([1, 2, 4, 8, 15, 15, 15, 15, 15, 15, 15, 15]);
    expect(await states(id)).toEqual([{ attempts: 0, error: null, delivered: false, parked: false }]);
  });

  it('counts nothing that passes by itself, and lets others go before', async () => {
    const [busy, good] = [randomUUID(), randomUUID()];
    await record(busy, good);
    const { drain } = relay((events) =>
      events.map(({ id, subjectId }) => (subjectId === busy ? { id, fault: '55P03', later: true } : { id })),
    );
    const { again } = await drain();
    expect(again).toBeGreaterThan(5);
    expect(await states(busy)).toEqual([{ attempts: 0, error: '55P03', delivered: false, parked: false }]);
    expect(await states(good)).toMatchObject([{ delivered: true }]);
  });

  it('finds out which event makes the whole request be refused', async () => {
    const [poison, good, more] = [randomUUID(), randomUUID(), randomUUID()];
    await record(poison, poison, good, more);
    const { drain } = relay((events) => {
      if (events.some(({ subjectId }) => subjectId === poison)) throw new NotTaken('crm');
      return allTaken(events);
    });
    await drain();
    expect(await states(good)).toMatchObject([{ delivered: true }]);
    expect(await states(more)).toMatchObject([{ delivered: true }]);
    expect(await states(poison)).toMatchObject([{ attempts: 1, error: 'NOT_TAKEN' }, { attempts: 0 }]);
  });

  it('sends no more than a service takes, and parks what is larger', async () => {
    const [large, good] = [randomUUID(), randomUUID()];
    const text = (megabytes: number) => 'x'.repeat(megabytes * 1024 * 1024);
    await notes.subgraph.work(aViewer(), async ({ scope }: { scope: RequestScope }) => {
      const events = new Events(scope);
      for (const [id, size] of [
        [large, 5],
        [large, 0],
        [good, 0.7],
        [good, 0.7],
        [good, 0],
      ] as const)
        await events.recordOf('trial.happened', { type: 'Trial', id }, { text: text(size) });
    });
    const { sent, drain } = relay();
    await drain();
    expect(Math.max(...sent.map((batch) => JSON.stringify(batch).length))).toBeLessThan(1.5 * 1024 * 1024);
    expect(await states(large)).toMatchObject([
      { error: 'TOO_LARGE', parked: true },
      { delivered: false, parked: false },
    ]);
    expect(await states(good)).toMatchObject(Array(3).fill({ delivered: true }));
  });

  it('goes on behind a hundred that fail, and behind thousands that wait for one', async () => {
    const [hot, good] = [randomUUID(), randomUUID()];
    const failing = Array.from({ length: 120 }, () => randomUUID());
    await record(...failing);
    await record(hot);
    const bad = new Set<string>([...failing, hot]);
    const { drain } = relay((events) => events.map(({ id, subjectId }) => (bad.has(subjectId ?? '') ? { id, fault: 'BAD' } : { id })));
    await drain();
    expect(await undelivered()).toBe(121);
    await rows(
      `WITH event AS (INSERT INTO outbox_events (type, subject_type, subject_id, payload)
        SELECT 'trial.happened', 'Trial', $1, '{}' FROM generate_series(1, 2500) RETURNING id, seq)
      INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject) SELECT id, 'crm', seq, 'Trial/' || $1 FROM event`,
      [hot],
    );
    await record(good);
    await drain();
    expect(await states(good)).toMatchObject([{ delivered: true }]);
    bad.clear();
    await dueNow();
    await drain();
    expect(await undelivered()).toBe(0);
  });

  it('wakes when what was refused is due', async () => {
    await record(randomUUID());
    const { drain } = relay((events) => events.map(({ id }) => ({ id, fault: 'BAD' })));
    const { again } = await drain();
    expect(again).toBeGreaterThan(0);
    expect(again).toBeLessThanOrEqual(1);
  });

  it('looks again when it is woken meanwhile', async () => {
    await record(randomUUID());
    let woken: Promise<Drained> | undefined;
    const one = relay(async (events) => {
      if (!woken) {
        await record(randomUUID());
        woken = one.drain();
      }
      return allTaken(events);
    });
    await one.drain();
    await woken;
    expect(await undelivered()).toBe(0);
  });
});

describe('the tidying', () => {
  it('tells what was recorded by a clock that was ahead and is set back, and lets wait what was refused', async () => {
    const [ahead, refused] = [randomUUID(), randomUUID()];
    await record(ahead, refused);
    await rows(`UPDATE outbox_deliveries SET next_at = now() + interval '2 years' WHERE subject = $1`, [`Trial/${ahead}`]);
    await rows(`UPDATE outbox_deliveries SET next_at = now() + interval '5 minutes' WHERE subject = $1`, [`Trial/${refused}`]);
    await record(ahead);
    const { sent, drain } = relay();
    await drain();
    expect(sent).toEqual([]);
    await rows(RELEASE_AHEAD_SQL);
    await drain();
    expect(sent.flat().map(({ subjectId }) => subjectId)).toEqual([ahead, ahead]);
    ordered(sent.flatMap(numbers));
  });

  it('finds what was put behind a parked event that was decided about meanwhile, and leaves the rest behind theirs', async () => {
    const [lost, parked] = [randomUUID(), randomUUID()];
    await record(lost, parked, parked);
    await rows(`UPDATE outbox_deliveries SET next_at = 'infinity'`);
    await rows('UPDATE outbox_deliveries SET parked_at = now() WHERE seq = (SELECT min(seq) FROM outbox_deliveries WHERE subject = $1)', [
      `Trial/${parked}`,
    ]);
    await rows(RELEASE_LOST_SQL);
    await relay().drain();
    expect(await states(lost)).toMatchObject([{ delivered: true }]);
    expect(await states(parked)).toMatchObject([{ parked: true }, { delivered: false }]);
    expect(await rows(`SELECT FROM outbox_deliveries WHERE next_at = 'infinity'`)).toHaveLength(2);
  });

  it('keeps what is left for one who subscribes no more parked, until it is skipped, and holds nobody else up by it', async () => {
    const id = randomUUID();
    await record(id, id);
    const leave = `INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject, next_at)
      SELECT event_id, 'sync', seq, subject, now() - interval '31 days' FROM outbox_deliveries`;
    await rows(leave);
    await relay().drain();
    const month = async () => {
      await rows(
        `UPDATE outbox_events SET occurred_at = occurred_at - interval '31 days', delivered_at = delivered_at - interval '31 days'`,
      );
      for (const sql of [COMPLETE_LATE_SQL, PARK_OLD_SQL, ...PRUNE_SQL]) await rows(sql);
    };
    await month();
    await month();
    const left = () =>
      rows(`SELECT subscriber, parked_at IS NOT NULL AS parked, last_error AS error FROM outbox_deliveries WHERE delivered_at IS NULL`);
    expect(await left()).toEqual(Array(2).fill({ subscriber: 'sync', parked: true, error: 'TOO_OLD' }));
    expect(await rows('SELECT FROM outbox_events')).toHaveLength(2);
    await rows(`UPDATE outbox_deliveries SET delivered_at = now(), skipped_reason = 'test' WHERE subscriber = 'sync'`);
    await month();
    await month();
    expect(await rows('SELECT FROM outbox_events')).toEqual([]);
  });

  it('parks what a subscriber did not take for a month, and forgets what all took a month ago', async () => {
    const [old, gone, fresh] = [randomUUID(), randomUUID(), randomUUID()];
    await record(old, gone, fresh);
    const ago = (days: number) => `now() - interval '${days} days'`;
    await rows(`UPDATE outbox_deliveries SET next_at = ${ago(31)} WHERE subject = $1`, [`Trial/${old}`]);
    await rows(`UPDATE outbox_deliveries SET delivered_at = ${ago(31)} WHERE subject = $1`, [`Trial/${gone}`]);
    await rows(`UPDATE outbox_events SET occurred_at = ${ago(32)}, delivered_at = ${ago(31)} WHERE subject_id = $1`, [gone]);
    await rows(`INSERT INTO inbox_events (event_id, source, received_at) VALUES ($1, 'crm', ${ago(61)}), ($2, 'crm', ${ago(59)})`, [
      gone,
      fresh,
    ]);
    for (const sql of [COMPLETE_LATE_SQL, PARK_OLD_SQL, ...PRUNE_SQL]) await rows(sql);
    expect(await states(old)).toMatchObject([{ parked: true, error: 'TOO_OLD' }]);
    expect(await states(gone)).toEqual([]);
    expect(await states(fresh)).toMatchObject([{ parked: false }]);
    expect(await rows('SELECT event_id FROM inbox_events')).toEqual([{ event_id: fresh }]);
  });
});
