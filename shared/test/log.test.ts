import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createLog } from '../src/config/log';
import { createDataSource } from '../src/database/data-source';
import { testDatabase } from '../src/testing/test-databases';

let source: DataSource;
beforeAll(async () => {
  source = await createDataSource((await testDatabase('crm')).system, { entities: [], migrations: [] }, 1, 'log').initialize();
});
afterAll(() => source.destroy());

/** The line that an entry becomes, and what it says of the error. */
const logged = (write: (log: ReturnType<typeof createLog>) => void) => {
  const lines: string[] = [];
  write(createLog('test', 'info', { write: (line: string) => lines.push(line) }));
  expect(lines).toHaveLength(1);
  return { line: lines[0] as string, entry: JSON.parse(lines[0] as string) };
};

const failureOf = (sql: string, values: unknown[] = []): Promise<Error> =>
  source.query(sql, values).then(
    () => {
      throw new Error('it did not fail');
    },
    (error: Error) => error,
  );

const ROLE = 'INSERT INTO roles (name) VALUES ($1)';

describe('an error of the database in the log', () => {
  it.each([
    ['a value that is none', 'SELECT $1::uuid', ['s3cret'], '22P02'],
    ['a value with quotes and lines of its own', 'SELECT $1::uuid', ['"s3cret"\n"s3cret'], '22P02'],
    ['a number out of range', 'SELECT $1::text::integer', ['99s3cret'], '22P02'],
    ['a date that is none', 'SELECT $1::date', ['2026-13-s3cret'], '22007'],
    ['a value that is there already', `${ROLE}, ($1)`, ['s3cret'], '23505'],
    ['a row that breaks a rule', 'INSERT INTO contacts (type, first_name) VALUES ($1, $2)', ['OTHER', 's3cret'], '23514'],
    ['a statement that is wrong', `SELECT nothing FROM nowhere WHERE 's3cret' = $1`, ['s3cret'], '42P01'],
  ])('tells of %s without the value', async (_, sql, values, code) => {
    const error = await failureOf(sql, values);
    expect(`${error.message}${JSON.stringify(error)}`).toContain('s3cret');
    const { line, entry } = logged((log) => log.error({ err: error }, 'failed'));
    expect(line).not.toContain('s3cret');
    expect(entry.err).toMatchObject({ type: 'QueryFailedError', code });
    expect(entry.err.stack).toContain('log.test.ts');
  });

  it('names the rule that was broken, and keeps messages that quote no value', async () => {
    const broken = await failureOf('INSERT INTO role_permissions VALUES (gen_random_uuid(), gen_random_uuid())');
    expect(logged((log) => log.error({ err: broken }, 'failed')).entry.err).toMatchObject({
      code: '23503',
      table: 'role_permissions',
      constraint: expect.stringContaining('_fkey'),
    });
    const unknown = await failureOf('SELECT 1 FROM nowhere');
    expect(logged((log) => log.error({ err: unknown }, 'failed')).entry.err.message).toBe('relation "nowhere" does not exist');
  });
});

describe('the log', () => {
  it('hides secrets in the objects that it is given, and in what errors carry along', () => {
    const secrets = { password: 's3cret', authorization: 's3cret', accessToken: 's3cret', refreshToken: 's3cret' };
    const error = Object.assign(new Error('failed'), { headers: secrets, body: 's3cret' });
    expect(logged((log) => log.info({ input: secrets, err: error }, 'signing in')).line).not.toContain('s3cret');
  });

  it('writes one line an entry, whatever is in it', () => {
    const { entry } = logged((log) => log.info({ agent: '\r\n{"level":60,"user":"admin"}\u001b[31m' }, 'x\n"y"'));
    expect(entry).toMatchObject({ level: 30, name: 'test', msg: 'x\n"y"', agent: '\r\n{"level":60,"user":"admin"}\u001b[31m' });
  });

  it('tells of causes', async () => {
    const { entry } = logged((log) => log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed'));
    expect(entry.err.message).toBe('outer: inner');
    const cause = await failureOf('SELECT $1::uuid', ['s3cret']);
    const { line } = logged((log) => log.error({ err: new Error('outer', { cause }) }, 'failed'));
    expect(line).toContain('outer: invalid input syntax for type uuid');
    expect(line).not.toContain('s3cret');
  });
});
