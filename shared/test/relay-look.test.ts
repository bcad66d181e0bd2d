import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LEFT_SQL } from '../src/events/delivery-sql';
import { Events } from '../src/events/events';
import type { RequestScope } from '../src/graphql/request-scope';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { noteDatabase, noteService } from './fixtures/note-service';

let notes: TestSubgraph;
beforeAll(async () => {
  notes = await startTestSubgraph(noteService(), { database: await noteDatabase() });
});
afterAll(() => notes.stop());
beforeEach(() => rows('DELETE FROM outbox_events'));

const rows = (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> => notes.given((db) => db.query(sql, values));
const record = (id: string) =>
  notes.subgraph.work(aViewer(), ({ scope }: { scope: RequestScope }) =>
    new Events(scope).recordOf('trial.happened', { type: 'Trial', id }, {}),
  );
const left = async () => (await rows(LEFT_SQL, [['crm', 'documents']])).map(({ subscriber }) => subscriber);

describe('a relay that looks for what is left', () => {
  it('is led to nobody when all is told', async () => {
    expect(await left()).toEqual([]);
    await record(randomUUID());
    await rows('UPDATE outbox_deliveries SET delivered_at = now()');
    expect(await left()).toEqual([]);
  });

  it('finds what is due, and what waits for its time', async () => {
    await record(randomUUID());
    expect(await left()).toEqual(['crm']);
    await rows(`UPDATE outbox_deliveries SET next_at = now() + interval '1 hour'`);
    expect(await left()).toEqual(['crm']);
  });

  it('passes over what is parked, and what stands behind it', async () => {
    await record(randomUUID());
    await rows('UPDATE outbox_deliveries SET parked_at = now()');
    expect(await left()).toEqual([]);
    await record(randomUUID());
    await rows(`UPDATE outbox_deliveries SET next_at = 'infinity' WHERE parked_at IS NULL`);
    expect(await left()).toEqual([]);
  });
});
