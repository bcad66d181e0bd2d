import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from '../src/access/viewer';
import { createDataSource } from '../src/database/data-source';
import { RequestDatabase } from '../src/database/request-database';
import { Turns } from '../src/live/turns';
import type { TestDatabase } from '../src/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { Note } from './fixtures/note.entity';
import { noteDatabase, noteService } from './fixtures/note-service';

const WHO = `SELECT current_setting('app.user_id', true) AS who`;
const TITLES = 'SELECT title FROM notes ORDER BY title';

let database: TestDatabase;
let service: TestSubgraph;
let source: DataSource;
const sent: string[] = [];
beforeAll(async () => {
  database = await noteDatabase();
  service = await startTestSubgraph(noteService(), { database, poolSize: 1 });
  source = await createDataSource(database.app, { entities: [Note], migrations: [] }, 2, 'lanes').initialize();
});
afterAll(() => Promise.all([service.stop(), source.destroy()]));

/** One delivery after the other, in turns; how they went is told in their order. */
const inTurns = (turns: Turns, viewers: readonly Viewer[], work: (db: EntityManager, n: number) => Promise<unknown>) =>
  Promise.allSettled(
    viewers.map((viewer, n) =>
      turns.run(async (lane) => {
        const request = new RequestDatabase(source, viewer, 'read', (sql) => sent.push(sql), lane);
        try {
          return await work(request.manager, n);
        } finally {
          await request.end('rollback');
        }
      }),
    ),
  );
const outcomeOf = (one: PromiseSettledResult<unknown> | undefined) => (one?.status === 'fulfilled' ? one.value : one?.reason);

describe('transactions that follow one another on a connection', () => {
  it('are each of their own viewer, by policies and settings, however many there are', async () => {
    const people = Array.from({ length: 6 }, () => aViewer());
    for (const { userId } of people) await service.given((db) => db.save(db.create(Note, { ownerId: userId, title: userId })));
    const viewers = Array.from({ length: 60 }, (_, n) => people[n % 6] as Viewer);
    const told = await inTurns(new Turns(2), viewers, async (db) => [await db.query(WHO), await db.query(TITLES)]);
    expect(told.map(outcomeOf)).toEqual(viewers.map(({ userId }) => [[{ who: userId }], [{ title: userId }]]));
    expect(await source.query(`SELECT coalesce(current_setting('app.user_id', true), '') AS who`)).toEqual([{ who: '' }]);
  });

  it('take one round trip less each, but for the first, and the last gives the connection back without a transaction', async () => {
    sent.length = 0;
    await inTurns(
      new Turns(1),
      Array.from({ length: 10 }, () => aViewer()),
      (db) => db.query('SELECT 1'),
    );
    const frames = sent.filter((sql) => sql !== 'SELECT 1');
    expect(frames).toHaveLength(11); // ten beginnings and one end, where there were twenty
    expect(frames.filter((sql) => sql.startsWith('ROLLBACK; BEGIN; '))).toHaveLength(9);
    expect(frames.at(-1)).toBe('ROLLBACK');
    const [{ n }] = await source.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'lanes' AND state = 'idle in transaction'`,
    );
    expect(n).toBe(0);
  });

  it('prepare a statement once, and each finds by it what its own viewer may see', async () => {
    const people = Array.from({ length: 4 }, () => aViewer());
    for (const { userId } of people) await service.given((db) => db.save(db.create(Note, { ownerId: userId, title: userId })));
    const viewers = Array.from({ length: 40 }, (_, n) => people[n % 4] as Viewer);
    const everybody = people.map(({ userId }) => userId);
    const told = await inTurns(new Turns(1), viewers, async (db) => [
      await db.query('SELECT title FROM notes WHERE title = ANY ($1)', [everybody]),
      await db.query(`SELECT sum(generic_plans + custom_plans)::int AS n FROM pg_prepared_statements WHERE statement LIKE '%ANY ($1)'`),
    ]);
    expect(told.map(outcomeOf)).toEqual(viewers.map(({ userId }, n) => [[{ title: userId }], [{ n: n + 1 }]]));
  });

  it('prepare no more than a hundred statements on a connection, and answer the others all the same', async () => {
    const prepared = `SELECT count(*)::int AS n FROM pg_prepared_statements WHERE name LIKE 'plat%'`;
    const told = await inTurns(
      new Turns(1),
      Array.from({ length: 3 }, () => aViewer()),
      async (db, turn) => {
        const answers: unknown[] = [];
        for (let n = 0; n < 50; n += 1) answers.push(...(await db.query(`SELECT $1::int + ${n} AS "n${turn}"`, [turn])));
        return [answers, await db.query(prepared)];
      },
    );
    const sums = (turn: number) => Array.from({ length: 50 }, (_, n) => ({ [`n${turn}`]: turn + n }));
    expect(told.map(outcomeOf).map((one) => (one as unknown[])[0])).toEqual([0, 1, 2].map(sums));
    expect((outcomeOf(told[2]) as unknown[])[1]).toEqual([{ n: 100 }]);
  });

  it('refuse whatever is left of the one before', async () => {
    const late: Promise<unknown>[] = [];
    const told = await inTurns(new Turns(1), [aViewer(), aViewer()], async (db, n) => {
      const own = await db.query(WHO);
      if (n === 0)
        late.push(
          sleep(20)
            .then(() => db.query(TITLES))
            .catch((error: Error) => error),
        );
      else await sleep(60);
      return own;
    });
    expect(told.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await late[0]).toBeInstanceOf(Error);
  });

  it('go on after one that failed, that asked nothing, or whose connection broke', async () => {
    const viewers = Array.from({ length: 8 }, () => aViewer());
    const trouble: Record<number, string> = {
      1: 'SELECT 1/0',
      3: 'SELECT pg_terminate_backend(pg_backend_pid())',
      5: 'UPDATE notes SET title = NULL',
    };
    const told = await inTurns(new Turns(1), viewers, async (db, n) => {
      if (n === 6) return 'nothing asked';
      if (trouble[n]) await db.query(trouble[n] as string);
      return db.query(WHO);
    });
    for (const [n, one] of told.entries()) {
      if (trouble[n]) expect(one.status).toBe('rejected');
      else expect(outcomeOf(one)).toEqual(n === 6 ? 'nothing asked' : [{ who: viewers[n]?.userId }]);
    }
    // None of them has kept a connection of the two.
    expect(await Promise.all(Array.from({ length: 4 }, () => source.query('SELECT 1 AS one')))).toEqual(Array(4).fill([{ one: 1 }]));
  });
});
