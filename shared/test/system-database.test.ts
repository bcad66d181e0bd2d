import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/database/data-source';
import { type AsSystem, createAsSystem } from '../src/database/system-database';
import { noteDatabase } from './fixtures/note-service';

let source: DataSource;
let asSystem: AsSystem;
beforeAll(async () => {
  source = await createDataSource((await noteDatabase()).system, { entities: [], migrations: [] }, 1, 'test').initialize();
  asSystem = createAsSystem(source);
});
afterAll(() => source.destroy());

const add = (title: string) => `INSERT INTO notes (owner_id, title) VALUES (gen_random_uuid(), '${title}')`;
const isThere = async (title: string): Promise<boolean> => (await source.query('SELECT FROM notes WHERE title = $1', [title])).length === 1;

describe('work of the system', () => {
  it('is committed before it returns', async () => {
    const title = randomUUID();
    expect(
      await asSystem(async (db) => {
        await db.query(add(title));
        return 'done';
      }),
    ).toBe('done');
    expect(await isThere(title)).toBe(true);
  });

  it('is undone when it fails, and its errors are translated', async () => {
    const title = randomUUID();
    const failed = asSystem(async (db) => {
      await db.query(add(title));
      await db.query(add(title));
    });
    await expect(failed).rejects.toMatchObject({ code: 'CONFLICT', extensions: { rule: 'notes_title_key' } });
    const refused = asSystem(async (db) => {
      await db.query(add(title));
      throw new Error('not after all');
    });
    await expect(refused).rejects.toThrow('not after all');
    expect(await isThere(title)).toBe(false);
  });

  it('fails when it hides a failed statement, with which all of it is gone', async () => {
    const title = randomUUID();
    const hidden = asSystem(async (db) => {
      await db.query(add(title));
      await db.query('SELECT nonsense').catch(() => undefined);
    });
    await expect(hidden).rejects.toMatchObject({ code: '25P02' });
    expect(await isThere(title)).toBe(false);
  });

  it('gives its only connection back, however it ends', async () => {
    for (let n = 0; n < 10; n += 1) {
      await asSystem((db) => db.query('SELECT pg_terminate_backend(pg_backend_pid())')).catch((error: { code: string }) =>
        expect(error.code).toBe('UNAVAILABLE'),
      );
      await asSystem((db) => db.query('SELECT nonsense')).catch((error: { code: string }) => expect(error.code).toBe('42703'));
    }
    expect(await asSystem((db) => db.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  });
});
