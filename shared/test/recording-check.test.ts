import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '../src/database/admin-client';
import { Events } from '../src/events/events';
import type { RequestScope } from '../src/graphql/request-scope';
import { checkRecording } from '../src/testing/recording-check';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { Note } from './fixtures/note.entity';
import { noteDatabase, noteService } from './fixtures/note-service';

let notes: TestSubgraph;
beforeAll(async () => {
  const database = await noteDatabase();
  await withClient(database.admin, checkRecording);
  notes = await startTestSubgraph(noteService(), { database });
});
afterAll(() => notes.stop());

const viewer = aViewer();
const INSERT = `INSERT INTO notes (owner_id, title) VALUES ($1, gen_random_uuid()::text) RETURNING id`;
const UPDATE = 'UPDATE notes SET rank = $2 WHERE owner_id = $1';
const asRequest = (work: (scope: RequestScope) => Promise<unknown>) =>
  notes.subgraph.work(viewer, ({ scope }: { scope: RequestScope }) => work(scope));
const record = (scope: RequestScope) => new Events(scope).record('note.updated', Object.assign(new Note(), { id: randomUUID() }));
const refused = { code: 'BAD_USER_INPUT', message: expect.stringContaining('notes_without_an_event') };

describe('a database under test', () => {
  it('keeps what a request changes and records', async () => {
    await asRequest(async (scope) => {
      await scope.db.query(INSERT, [viewer.userId]);
      await record(scope);
    });
    expect(await notes.given((db) => db.query('SELECT FROM notes WHERE owner_id = $1', [viewer.userId]))).toHaveLength(1);
  });

  it('refuses what it does not record, and says which table it was', async () => {
    await expect(asRequest(({ db }) => db.query(INSERT, [viewer.userId]))).rejects.toMatchObject(refused);
    await expect(asRequest(({ db }) => db.query(UPDATE, [viewer.userId, 7]))).rejects.toMatchObject(refused);
  });

  it('refuses it as well from the service itself', async () => {
    const work = ({ asSystem }: RequestScope) => asSystem((db) => db.query(`INSERT INTO note_topics SELECT id, id FROM notes LIMIT 1`));
    await expect(asRequest(work)).rejects.toMatchObject({ message: expect.stringContaining('note_topics_without_an_event') });
  });

  it('counts no event that was taken back with a savepoint', async () => {
    const change = asRequest(async (scope) => {
      await scope.db.query(INSERT, [viewer.userId]);
      const taken = scope.database.savepoint(async () => {
        await record(scope);
        throw new Error('not after all');
      });
      await taken.catch(() => undefined);
    });
    await expect(change).rejects.toMatchObject(refused);
  });

  it('lets through what changes nothing, and what a test writes by itself', async () => {
    await asRequest(({ db }) => db.query('UPDATE notes SET rank = rank WHERE owner_id = $1', [viewer.userId]));
    await notes.given((db) => db.query(`INSERT INTO note_topics SELECT id, id FROM notes`));
  });
});
