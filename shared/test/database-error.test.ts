import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource, QueryFailedError } from 'typeorm';
import { createDataSource } from '../src/database/data-source';
import { translateDatabaseError } from '../src/errors/database-error';
import { notFound, type PlatError } from '../src/errors/plat-error';
import type { TestDatabase } from '../src/testing/test-databases';
import { noteDatabase } from './fixtures/note-service';

const OWNER = '11111111-1111-4111-8111-111111111111';
const ADD = 'INSERT INTO notes (owner_id, title, rank) VALUES ($1, $2, $3)';
let database: TestDatabase;
let source: DataSource;
let app: DataSource;
const connect = (url: string) => createDataSource(url, { entities: [], migrations: [] }, 2, 'errors').initialize();
beforeAll(async () => {
  database = await noteDatabase();
  [source, app] = await Promise.all([connect(database.admin), connect(database.app)]);
  await source.query('CREATE INDEX ON notes (author)');
  await source.query(ADD, [OWNER, 's3cret', 1]);
});
afterAll(() => Promise.all([source.destroy(), app.destroy()]));

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );
/** What a client reads of it, and nothing of the statement, the table, the server or the values in it. */
const shownOf = (error: unknown) => {
  const shown = translateDatabaseError(error) as PlatError;
  expect(`${shown.message} ${JSON.stringify(shown.extensions)}`).not.toMatch(/s3cret|INSERT|SELECT|127\.0\.0\.1|relation|plat_crm/i);
  return { code: shown.code, rule: shown.extensions.rule };
};

describe('an error of PostgreSQL', () => {
  it.each<[string, string, unknown[], { code: string; rule?: string }]>([
    ['a value that another row has', ADD, [OWNER, 's3cret', 1], { code: 'CONFLICT', rule: 'notes_title_key' }],
    [
      'a reference to nothing',
      `INSERT INTO note_topics VALUES ($1, $1)`,
      [OWNER],
      { code: 'REFERENCED', rule: 'note_topics_note_id_fkey' },
    ],
    ['a broken rule', ADD, [OWNER, 's3cret 2', -1], { code: 'BAD_USER_INPUT', rule: 'notes_rank_check' }],
    ['a missing value', ADD, [null, 's3cret 2', 1], { code: 'BAD_USER_INPUT' }],
    ['a malformed id', ADD, ['s3cret', 'x', 1], { code: 'BAD_USER_INPUT' }],
    ['a malformed date', 'SELECT $1::date', ['s3cret'], { code: 'BAD_USER_INPUT' }],
    ['a date that does not exist', 'SELECT $1::date', ['2026-13-01'], { code: 'BAD_USER_INPUT' }],
    ['a number out of range', ADD, [OWNER, 'x', '9999999999'], { code: 'BAD_USER_INPUT' }],
    ['a text that is too long', ADD, [OWNER, 's3cret'.repeat(20), 1], { code: 'BAD_USER_INPUT' }],
    ['a text with NUL in it', ADD, [OWNER, 's3cret\0', 1], { code: 'BAD_USER_INPUT' }],
    ['a JSON text with NUL in it', 'SELECT $1::jsonb', ['"s3cret\\u0000"'], { code: 'BAD_USER_INPUT' }],
    ['a JSON text with half of a character', 'SELECT $1::jsonb', ['"s3cret\\ud800"'], { code: 'BAD_USER_INPUT' }],
    [
      'a text longer than its index takes',
      `UPDATE notes SET author = (SELECT string_agg(md5(n::text), '') FROM generate_series(1, $1) n)`,
      [1_000],
      { code: 'BAD_USER_INPUT' },
    ],
  ])('is the caller’s for %s', async (_, sql, values, expected) => {
    expect(shownOf(await failureOf(source.query(sql, values)))).toEqual(expected);
  });

  it('is FORBIDDEN where the role or a policy does not let it', async () => {
    expect(shownOf(await failureOf(app.query('DELETE FROM notes')))).toEqual({ code: 'FORBIDDEN' });
    expect(shownOf(await failureOf(app.query(ADD, [OWNER, 'x', 1])))).toEqual({ code: 'FORBIDDEN' });
  });

  it('is CONFLICT where somebody else holds the row', async () => {
    const failed = source.transaction(async (first) => {
      await first.query('SELECT * FROM notes FOR UPDATE');
      return failureOf(source.transaction((second) => second.query('SELECT * FROM notes FOR UPDATE NOWAIT')));
    });
    expect(shownOf(await failed)).toEqual({ code: 'CONFLICT' });
  });

  it('is CONFLICT where two transactions saw the same row', async () => {
    const failed = source.transaction('REPEATABLE READ', async (first) => {
      await first.query('SELECT * FROM notes');
      await source.query('UPDATE notes SET rank = 2');
      return failureOf(first.query('UPDATE notes SET rank = 3'));
    });
    expect(
      shownOf(
        await failureOf(
          failed.then((error) => {
            throw error;
          }),
        ),
      ),
    ).toEqual({ code: 'CONFLICT' });
  });

  it('is UNAVAILABLE where a statement took too long', async () => {
    const late = source.transaction(async (db) => {
      await db.query(`SET LOCAL statement_timeout = '1ms'`);
      await db.query('SELECT pg_sleep(10)');
    });
    expect(shownOf(await failureOf(late))).toEqual({ code: 'UNAVAILABLE' });
  });

  it('stays what it is where the fault is ours', async () => {
    for (const sql of ['SELECT nonsense', 'SELECT 1/0', 'SELEC']) {
      const error = await failureOf(source.query(sql));
      expect(error).toBeInstanceOf(QueryFailedError);
      expect(translateDatabaseError(error)).toBe(error);
    }
  });
});

it.each([
  notFound('Note', 'x'),
  new Error('s3cret'),
  's3cret',
  undefined,
  null,
  { code: 5 },
  Object.assign(new Error('x'), { code: 'ERR_SOMETHING' }),
])('leaves %p as it is', (error) => {
  expect(translateDatabaseError(error)).toBe(error);
});
