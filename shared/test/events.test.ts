import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BatchHandler, type EventHandler, MAX_BATCH } from '../src/events/consumer';
import { Events } from '../src/events/events';
import type { RequestScope } from '../src/graphql/request-scope';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { Note } from './fixtures/note.entity';
import { noteDatabase, noteService } from './fixtures/note-service';

let notes: TestSubgraph;
const seen: string[] = [];
let poison: string | undefined;
const handler: EventHandler = async ({ subjectId, payload }, { db }) => {
  if (subjectId === poison) throw new Error('poisoned');
  await db.query('INSERT INTO checks (id) VALUES ($1)', [payload.check]);
  seen.push(`${subjectId} ${payload.check}`);
};
const batches: string[][] = [];
let isFull = false;
const inBatches: BatchHandler = {
  batch: async (events) => {
    if (isFull && events.length > 1) throw new Error('too many');
    batches.push(events.map(({ subjectId }) => String(subjectId)));
  },
};
const viewer = aViewer('ADMIN');
let check = 0;

const record = (id: string, times = 1) =>
  notes.subgraph.work(viewer, async ({ scope }: { scope: RequestScope }) => {
    for (let n = 0; n < times; n++) {
      check += 1;
      await new Events(scope).record('note.updated', Object.assign(new Note(), { id }), { check });
    }
  });

const rows = (sql: string, values: unknown[] = []) => notes.given((db) => db.query(sql, values));

beforeAll(async () => {
  notes = await startTestSubgraph({ ...noteService(), consumers: { 'note.*': [inBatches, handler] } }, { database: await noteDatabase() });
});

afterAll(() => notes.stop());

describe('events', () => {
  it('reach their subscriber once and in order', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    await record(a, 3);
    await record(b, 2);
    await notes.subgraph.runJobs();
    expect(seen.filter((one) => one.startsWith(a))).toEqual([1, 2, 3].map((n) => `${a} ${n}`));
    expect(seen.filter((one) => one.startsWith(b))).toEqual([4, 5].map((n) => `${b} ${n}`));
    await rows('UPDATE outbox_deliveries SET delivered_at = NULL');
    await notes.subgraph.runJobs();
    expect(await rows('SELECT count(*)::int AS n FROM checks')).toEqual([{ n: 5 }]);
    expect(await rows('SELECT count(*)::int AS n FROM outbox_deliveries WHERE delivered_at IS NULL')).toEqual([{ n: 0 }]);
    expect(await rows('SELECT count(*)::int AS n FROM outbox_events WHERE delivered_at IS NULL')).toEqual([{ n: 0 }]);
  });

  it('come in more batches than one', async () => {
    const before = seen.length;
    for (let n = 0; n < MAX_BATCH + 5; n++) await record(randomUUID());
    await notes.subgraph.runJobs();
    expect(seen.length - before).toBe(MAX_BATCH + 5);
  });

  it('come to a handler of batches together, and one by one when it does not take them', async () => {
    const ids = Array.from({ length: 4 }, () => randomUUID());
    const tell = async (some: readonly string[]) => {
      batches.length = 0;
      for (const id of some) await record(id);
      await notes.subgraph.runJobs();
      return batches.flat().length === some.length ? batches.map(({ length }) => length) : [];
    };
    expect(await tell(ids.slice(0, 2))).toEqual([2]);
    isFull = true;
    expect(await tell(ids.slice(2))).toEqual([1, 1]);
    isFull = false;
  });

  it('leave nothing behind when the change is taken back', async () => {
    const id = randomUUID();
    await expect(
      notes.subgraph.work(viewer, async ({ scope }: { scope: RequestScope }) => {
        await new Events(scope).record('note.updated', Object.assign(new Note(), { id }));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await rows('SELECT FROM outbox_events WHERE subject_id = $1', [id])).toEqual([]);
  });

  it('that cannot be taken hold back their own subject alone, and are parked after ten times', async () => {
    const [bad, good] = [randomUUID(), randomUUID()];
    poison = bad;
    await record(bad, 2);
    await record(good);
    await notes.subgraph.runJobs();
    expect(seen.some((one) => one.startsWith(good))).toBe(true);
    for (let n = 1; n < 10; n++) {
      await rows('UPDATE outbox_deliveries SET next_at = now() WHERE attempts > 0 AND delivered_at IS NULL');
      await notes.subgraph.runJobs();
    }
    const left = await rows(
      'SELECT attempts, last_error, parked_at IS NOT NULL AS parked FROM outbox_deliveries WHERE subject = $1 ORDER BY seq',
      [`Note/${bad}`],
    );
    expect(left).toEqual([
      { attempts: 10, last_error: 'Error', parked: true },
      { attempts: 0, last_error: null, parked: false },
    ]);
  });
});
