import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import type { Permission } from '../src/access/permissions';
import { createDataSource } from '../src/database/data-source';
import { RequestDatabase } from '../src/database/request-database';
import { StatementBatch } from '../src/database/statement-batch';
import type { TestDatabase } from '../src/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { Note } from './fixtures/note.entity';
import { noteDatabase, noteService } from './fixtures/note-service';

const WHO = `SELECT current_setting('app.user_id', true) AS who`;
const DIVIDE = 'SELECT 1/0';
const SUICIDE = 'SELECT pg_terminate_backend(pg_backend_pid())';

let database: TestDatabase;
let service: TestSubgraph;
let source: DataSource;
beforeAll(async () => {
  database = await noteDatabase();
  service = await startTestSubgraph(noteService(), { database, poolSize: 1 });
  source = await createDataSource(database.app, { entities: [Note], migrations: [] }, 1, 'test').initialize();
});
afterAll(() => Promise.all([service.stop(), source.destroy()]));

describe('a request’s database', () => {
  it('keeps two viewers apart on one connection, among requests that fail and connections that break', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    for (const { userId } of [ann, bob]) await service.given((db) => db.save(db.create(Note, { ownerId: userId, title: userId })));
    const ask = async (n: number) => {
      const viewer = n % 2 ? ann : bob;
      const trouble = n % 20 === 0 ? SUICIDE : n % 7 === 0 ? DIVIDE : 'SELECT 1';
      const query = `{ first: read(sql: "${WHO}") notes { edges { node { title } } } trouble: read(sql: "${trouble}") last: read(sql: "${WHO}") }`;
      const { data, errors } = await service.ask(viewer, query);
      expect(data.first).toEqual([{ who: viewer.userId }]);
      if (trouble === SUICIDE) return expect(data).toMatchObject({ notes: null, trouble: null, last: null });
      expect(data).toMatchObject({ notes: { edges: [{ node: { title: viewer.userId } }] }, last: [{ who: viewer.userId }] });
      expect(errors?.length ?? 0).toBe(trouble === DIVIDE ? 1 : 0);
    };
    for (let n = 0; n < 200; n += 10) await Promise.all(Array.from({ length: 10 }, (_, index) => ask(n + index)));
  });

  it.each(['commit', 'rollback'] as const)('leaves no identity on the connection after %s', async (outcome) => {
    const viewer = aViewer();
    const request = new RequestDatabase(source, viewer, 'write');
    expect(await request.manager.query(WHO)).toEqual([{ who: viewer.userId }]);
    await request.end(outcome);
    const [left] = await source.query(
      `SELECT ${['user_id', 'contact_id', 'client_id', 'role', 'permissions'].map((name) => `coalesce(current_setting('app.${name}', true), '')`).join(' || ')} AS all`,
    );
    expect(left).toEqual({ all: '' });
  });

  it('sends what is written one after another, and what is read at once, however many resolvers ask', async () => {
    const busy = new Map<Client, number>();
    let most = 0;
    const original = Client.prototype.query as (...args: unknown[]) => Promise<unknown>;
    jest.spyOn(Client.prototype, 'query').mockImplementation(async function (this: Client, ...args: unknown[]) {
      const batch = args[0] instanceof StatementBatch ? args[0] : undefined;
      const count = batch ? batch.statements.length - 1 : 1; // but for who asks
      busy.set(this, (busy.get(this) ?? 0) + count);
      most = Math.max(most, busy.get(this) as number);
      const answer = original.apply(this, args);
      return Promise.resolve(batch?.done ?? answer).then(() => {
        busy.set(this, (busy.get(this) as number) - count);
        return answer;
      });
    } as never);
    for (const mode of ['read', 'write'] as const) {
      most = 0;
      const request = new RequestDatabase(source, aViewer(), mode);
      const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => request.manager.query(`SELECT ${n} AS n`)));
      await request.end('rollback');
      expect(answers).toEqual(Array.from({ length: 10 }, (_, n) => [{ n }]));
      expect(most).toBe(mode === 'read' ? 10 : 1);
    }
  });

  it('answers each of many that read at once, when some of them fail', async () => {
    const viewer = aViewer();
    const request = new RequestDatabase(source, viewer, 'read');
    const asked = Array.from({ length: 12 }, (_, n) => request.manager.query(n % 4 === 1 ? DIVIDE : WHO));
    const answers = await Promise.allSettled(asked);
    await request.end('rollback');
    for (const [n, answer] of answers.entries())
      expect(answer).toMatchObject(n % 4 === 1 ? { reason: { code: '22012' } } : { value: [{ who: viewer.userId }] });
    expect(await source.query('SELECT count(*)::int AS left FROM checks')).toEqual([{ left: 0 }]);
  });

  it('keeps statements that are asked for again and again, each with the values and the viewer of its request', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    for (const { userId } of [ann, bob]) await service.given((db) => db.save(db.create(Note, { ownerId: userId, title: userId })));
    const sql = 'SELECT title, $1::int AS n FROM notes WHERE title IS NOT NULL';
    for (let n = 0; n < 40; n += 1) {
      const viewer = n % 2 ? ann : bob;
      const request = new RequestDatabase(source, viewer, 'read');
      expect(await request.manager.query(sql, [n])).toEqual([{ title: viewer.userId, n }]);
      await request.end('rollback');
    }
    expect(await source.query('SELECT count(*)::int AS kept FROM pg_prepared_statements WHERE statement = $1', [sql])).toEqual([
      { kept: 1 },
    ]);
  });

  it.each(['read', 'write'] as const)('says who asks before what they %s, whatever a name has in it', async (mode) => {
    const sent: string[] = [];
    const permissions = ["it's; \\' DROP TABLE notes; --" as Permission];
    const request = new RequestDatabase(source, aViewer('USER', { permissions }), mode, (sql) => sent.push(sql));
    const says = `SELECT current_setting('app.permissions') AS said, current_setting('transaction_read_only') AS reads`;
    expect(await request.manager.query(says)).toEqual([{ said: permissions[0], reads: mode === 'read' ? 'on' : 'off' }]);
    await request.end('rollback');
    const opening = /SELECT num_nulls\(set_config/;
    expect(sent).toEqual([expect.stringMatching(opening), says, ...(mode === 'read' ? [] : ['ROLLBACK'])]);
  });

  it('sends in one packet what is asked at one moment, and has no transaction open in between', async () => {
    const sent: string[] = [];
    const request = new RequestDatabase(source, aViewer(), 'read', (sql) => sent.push(sql));
    const { manager } = request;
    const transaction = 'SELECT pg_current_xact_id_if_assigned() AS written, now() AS at';
    const [one, other] = await Promise.all([manager.query(transaction), manager.query(transaction)]);
    const busy = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'test' AND state LIKE 'idle in%'`;
    await service.given(async (db) => expect(await db.query(busy)).toEqual([{ n: 0 }]));
    const [later] = await manager.query(transaction);
    await request.end('rollback');
    expect(one).toEqual(other); // one transaction has one time
    expect(later.at.getTime()).toBeGreaterThan(one[0].at.getTime());
    expect(sent.map((sql) => sql === transaction)).toEqual([false, true, true, false, true]);
  });

  it('tells of an opening that fails instead of what follows it, and reads on in a transaction that opens', async () => {
    const viewer = aViewer();
    const original = Client.prototype.query as (...args: unknown[]) => unknown;
    const request = new RequestDatabase(source, viewer, 'read');
    let failures = 1;
    jest.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
      const [opening, ...others] = (args[0] as StatementBatch).statements;
      if (opening && failures-- > 0) {
        const failing = new StatementBatch([{ ...opening, text: DIVIDE, values: [], isKept: false }, ...others]);
        Object.assign(args[0] as object, { done: failing.done });
        return original.call(this, failing);
      }
      return original.apply(this, args);
    } as never);
    const asked = await Promise.allSettled([request.manager.query('SELECT 1 AS one'), request.manager.query(WHO)]);
    expect(asked).toEqual(Array(2).fill({ status: 'rejected', reason: expect.objectContaining({ code: '22012' }) }));
    expect(await request.manager.query(WHO)).toEqual([{ who: viewer.userId }]);
    await request.end('rollback');
  });

  it('refuses what is asked after its end, and takes no connection for it', async () => {
    const request = new RequestDatabase(source, aViewer(), 'read');
    await request.end('rollback');
    await expect(request.manager.find(Note)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses what is asked while it ends, and leaves no transaction on the connection', async () => {
    const request = new RequestDatabase(source, aViewer(), 'read');
    await request.manager.query('SELECT 1');
    const ending = request.end('rollback');
    const late = expect(request.manager.find(Note)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await Promise.all([ending, late]);
    const NO_TRANSACTION = '25P01';
    await expect(source.query('SAVEPOINT x')).rejects.toMatchObject({ code: NO_TRANSACTION });
  });

  it('runs what was asked before its end', async () => {
    const request = new RequestDatabase(source, aViewer(), 'read');
    const under = request.manager.query('SELECT 1 AS one');
    await request.end('rollback');
    expect(await under).toEqual([{ one: 1 }]);
  });
});

describe('a query’s transaction', () => {
  it.each([
    ['writes', 'INSERT INTO checks VALUES (1)', '25006'],
    ['writes by way of a function', 'SELECT lo_create(0)', '25006'],
    ['makes itself a writer', 'SET LOCAL transaction_read_only = off', '25001'],
  ])('fails when it %s', async (_, sql, code) => {
    const request = new RequestDatabase(source, aViewer(), 'read');
    await request.manager.query('SELECT 1');
    await expect(request.manager.query(sql)).rejects.toMatchObject({ code });
    expect(await request.manager.query('SELECT count(*)::int AS rows FROM checks')).toEqual([{ rows: 0 }]);
    await request.end('rollback');
  });

  it('goes on for the siblings of a field that failed, as the same viewer and still reading only', async () => {
    const viewer = aViewer();
    const query = `{ a: read(sql: "${DIVIDE}") b: read(sql: "${WHO}") c: read(sql: "INSERT INTO checks VALUES (1)") d: read(sql: "SHOW transaction_read_only") }`;
    const { data, errors } = await service.ask(viewer, query);
    expect(data).toEqual({ a: null, b: [{ who: viewer.userId }], c: null, d: [{ transaction_read_only: 'on' }] });
    expect(errors?.map(({ path }) => path)).toEqual([['a'], ['c']]);
  });

  it('answers UNAVAILABLE to all that follow on a connection that broke', async () => {
    const { data, errors } = await service.ask(
      aViewer(),
      `{ a: read(sql: "SELECT 1 AS one") b: read(sql: "${SUICIDE}") c: read(sql: "SELECT 1") notes { totalCount } }`,
    );
    expect(data).toEqual({ a: [{ one: 1 }], b: null, c: null, notes: null });
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE']);
  });

  it('needs no savepoint, and gives the error that there was', async () => {
    const request = new RequestDatabase(source, aViewer(), 'read');
    await expect(request.savepoint(() => request.manager.query(DIVIDE))).rejects.toMatchObject({ code: '22012' });
    expect(await request.manager.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await request.end('rollback');
  });
});
