import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/database/data-source';
import { RequestDatabase } from '../src/database/request-database';
import type { TestDatabase } from '../src/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { noteDatabase, noteService } from './fixtures/note-service';

let database: TestDatabase;
let service: TestSubgraph;
let source: DataSource;
beforeAll(async () => {
  database = await noteDatabase();
  service = await startTestSubgraph(noteService(), { database, poolSize: 1 });
  source = await createDataSource(database.app, { entities: [], migrations: [] }, 1, 'test').initialize();
});
afterAll(() => Promise.all([service.stop(), source.destroy()]));

const viewer = aViewer();
const add = (title: string) => `INSERT INTO notes (owner_id, title) VALUES ('${viewer.userId}', '${title}')`;
const titles = async (): Promise<string[]> => {
  const { data } = await service.ask(viewer, '{ notes(orderBy: TITLE_ASC, first: 100) { edges { node { title } } } }');
  return data.notes.edges.map(({ node }: { node: { title: string } }) => node.title);
};
/** Texts of their own for each test, the first of which is in the database. */
const someTitles = async (): Promise<[taken: string, next: string, last: string]> => {
  const [taken, next, last] = [`1 ${randomUUID()}`, `2 ${randomUUID()}`, `3 ${randomUUID()}`];
  await service.ask(viewer, `mutation { addNote(title: "${taken}") { id } }`);
  return [taken, next, last];
};

describe('a mutation', () => {
  it('commits a root field before the next one, and keeps it when that one fails', async () => {
    const [taken, next, last] = await someTitles();
    const { data, errors } = await service.ask(
      viewer,
      `mutation { a: addNote(title: "${next}") { title } b: addNote(title: "${taken}") { title } c: write(sql: "SELECT title FROM notes WHERE title = '${next}'") d: addNote(title: "${last}") { title } }`,
    );
    expect(data).toEqual({ a: { title: next }, b: null, c: [{ title: next }], d: { title: last } });
    expect(errors).toMatchObject([{ path: ['b'], extensions: { code: 'CONFLICT', rule: 'notes_title_key' } }]);
    expect(await titles()).toEqual(expect.arrayContaining([taken, next, last]));
  });

  it('writes nothing of a field that refuses after its writes', async () => {
    const [, next] = await someTitles();
    const { data, errors } = await service.ask(viewer, 'mutation ($sql: String!) { writeAndRefuse(sql: $sql) }', { sql: add(next) });
    expect([data, errors?.[0]?.extensions?.code]).toEqual([{ writeAndRefuse: null }, 'CONFLICT']);
    expect(await titles()).not.toContain(next);
  });

  it('answers null and writes nothing after a failed statement, even where the resolver hid it', async () => {
    const [taken, next] = await someTitles();
    const { data, errors } = await service.ask(viewer, 'mutation ($bad: String!) { swallow(sql: $bad) }', {
      bad: `${add(next)}; ${add(taken)}`,
    });
    expect(data).toEqual({ swallow: null });
    expect(errors).toMatchObject([{ path: ['swallow'], extensions: { code: 'UNAVAILABLE' } }]);
    expect(await titles()).not.toContain(next);
  });

  it('goes on from a savepoint', async () => {
    const [taken, next] = await someTitles();
    const { data, errors } = await service.ask(
      viewer,
      'mutation ($sql: String!, $otherwise: String!) { attempt(sql: $sql, otherwise: $otherwise) }',
      { sql: add(taken), otherwise: `${add(next)} RETURNING title` },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ attempt: [{ title: next }] });
    expect(await titles()).toContain(next);
  });

  it('is undone by an error that a savepoint cannot take', async () => {
    const [taken, next] = await someTitles();
    const { data } = await service.ask(
      viewer,
      'mutation ($sql: String!, $otherwise: String!) { attempt(sql: $sql, otherwise: $otherwise) }',
      { sql: `${add(next)}; ${add(taken)}`, otherwise: add(taken) },
    );
    expect(data).toEqual({ attempt: null });
    expect(await titles()).not.toContain(next);
  });

  it('answers null when the commit itself fails, for the reason that the database gives', async () => {
    const { data, errors } = await service.ask(viewer, 'mutation { write(sql: "INSERT INTO checks VALUES (1, 2)") }');
    expect(data).toEqual({ write: null });
    expect(errors).toMatchObject([{ path: ['write'], extensions: { code: 'REFERENCED', rule: 'checks_of_fkey' } }]);
  });

  it.each(['write(sql: $sql)', 'attempt(sql: $sql, otherwise: "SELECT 1")'])(
    'answers UNAVAILABLE when its connection breaks, and goes on with the next field: %s',
    async (field) => {
      const [, next] = await someTitles();
      const variables = { sql: 'SELECT pg_terminate_backend(pg_backend_pid())' };
      const { data, errors } = await service.ask(
        viewer,
        `mutation ($sql: String!) { a: ${field} b: addNote(title: "${next}") { title } }`,
        variables,
      );
      expect(data).toEqual({ a: null, b: { title: next } });
      expect(errors).toMatchObject([{ path: ['a'], extensions: { code: 'UNAVAILABLE' } }]);
    },
  );
});

describe('a commit that PostgreSQL answers with a roll-back', () => {
  it('is an error', async () => {
    const request = new RequestDatabase(source, viewer, 'write');
    await request.manager.query('SELECT nonsense').catch(() => undefined);
    await expect(request.end('commit')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
