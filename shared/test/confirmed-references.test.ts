import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '../src/database/admin-client';
import { translateDatabaseError } from '../src/errors/database-error';
import { PlatError } from '../src/errors/plat-error';
import { guardReferencesV1, referenceGuardV1, UNCONFIRMED } from '../src/references/reference-guard';
import { EXCLUSIVE_LOCK_SQL, referenceLockKey } from '../src/references/reference-lock';
import type { TestDatabase } from '../src/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { type NoteContext, noteDatabase, noteService } from './fixtures/note-service';

const TABLES = [
  'CREATE TABLE visits (id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY, project_id uuid, link_id uuid, user_id uuid, note text)',
  'GRANT SELECT, INSERT, UPDATE ON visits TO plat_crm_app, plat_crm_system',
  referenceGuardV1('crm'),
  guardReferencesV1('visits', { project_id: 'Project', link_id: 'PlatformLink', user_id: 'User' }),
];
const ADD = 'INSERT INTO visits (project_id) VALUES ($1) RETURNING id';
const MOVE = 'UPDATE visits SET project_id = $2 WHERE id = $1';
const refused = { driverError: expect.objectContaining({ code: UNCONFIRMED }) };

let database: TestDatabase;
let service: TestSubgraph;
beforeAll(async () => {
  database = await noteDatabase();
  await withClient(database.owner, async (client) => {
    for (const sql of TABLES) await client.query(sql);
  });
  service = await startTestSubgraph(noteService(), { database });
});
afterAll(() => service.stop());

type Scope = NoteContext['scope'];
const viewer = aViewer();
const inRequest = <T>(work: (scope: Scope) => Promise<T>, as = viewer): Promise<T> =>
  service.subgraph.work(as, ({ scope }: NoteContext) => work(scope));
const project = (id: string | null | undefined, path = 'input.projectId') => ({ to: 'Project', id, path }) as const;
const known = () => [{ to: 'Project', id: randomUUID() }] as const;
const visits = async () => (await service.given((db) => db.query('SELECT count(*)::int AS n FROM visits')))[0].n as number;

describe('confirming references', () => {
  it('asks each owner once for each type, as the viewer, and nobody for what is null or the viewer itself', async () => {
    const [one, two, link] = [randomUUID(), randomUUID(), randomUUID()];
    const before = service.others.questions.length;
    const sent = await service.statementsOf(() =>
      inRequest(({ references }) =>
        references.confirm([
          project(one),
          project(two.toUpperCase(), 'input.otherId'),
          project(one, 'input.sameId'),
          project(null),
          project(undefined),
          { to: 'PlatformLink', id: link, path: 'input.linkId' },
          { to: 'User', id: viewer.userId, path: 'input.userId' },
          { to: 'Contact', id: viewer.contactId, path: 'input.contactId' },
        ]),
      ),
    );
    const { userId } = viewer;
    const asked = service.others.questions.slice(before).sort((a, b) => a.type.localeCompare(b.type));
    expect(asked).toEqual([
      { service: 'sync', type: 'PlatformLink', ids: [link], userId },
      { service: 'builds', type: 'Project', ids: [one, two], userId },
    ]);
    expect(sent).toHaveLength(1); // the locks, all at once
  });

  it('names every argument that refers to nothing, malformed ones too', async () => {
    const [there, hidden, link] = [randomUUID(), randomUUID(), randomUUID()];
    service.others.hide('Project', hidden);
    service.others.hide('PlatformLink', link);
    const confirmed = inRequest(({ references }) =>
      references.confirm([
        project(there, 'input.a'),
        project(hidden, 'input.b'),
        project('27', 'input.c'),
        { to: 'PlatformLink', id: link, path: 'input.d' },
        { to: 'Exchange', id: '', path: 'input.e' },
      ]),
    );
    await expect(confirmed).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      extensions: {
        fields: {
          'input.b': 'must be a Project that you may see',
          'input.c': 'must be a Project that you may see',
          'input.d': 'must be a PlatformLink that you may see',
          'input.e': 'must be an Exchange that you may see',
        },
      },
    });
  });

  it('asks nothing while what is referred to is being deleted, and keeps that waiting until it is written', async () => {
    const [{ id }] = known();
    const key = referenceLockKey('Project', id.toUpperCase());
    await withClient(database.system, async (deletion) => {
      await deletion.query('BEGIN');
      await deletion.query(EXCLUSIVE_LOCK_SQL, [[key]]);
      const before = service.others.questions.length;
      await expect(inRequest(({ references }) => references.confirm([project(id)]))).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(service.others.questions).toHaveLength(before);
      await deletion.query('COMMIT');
      const isFree = async () =>
        (await deletion.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS free', [key])).rows[0].free as boolean;
      await inRequest(async ({ references }) => {
        await references.confirm([project(id)]);
        expect(await isFree()).toBe(false);
      });
      expect(await isFree()).toBe(true);
    });
  });

  it('writes nothing when an owner does not answer', async () => {
    const alone = await startTestSubgraph(noteService(), { database });
    await alone.others.takeDown('builds');
    const before = await visits();
    const added = alone.subgraph.work(viewer, async ({ scope: { db, references } }: NoteContext) => {
      await db.query('INSERT INTO visits (note) VALUES ($1)', ['first']);
      await references.confirm([project(randomUUID())]);
    });
    await expect(added).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await visits()).toBe(before);
    await alone.stop();
  });

  it('ends with its transaction when an owner keeps it waiting for too long', async () => {
    const slow = await startTestSubgraph(noteService(), { database });
    const release = slow.others.hold('builds');
    const [before, lost] = [await visits(), randomUUID()];
    const added = slow.subgraph.work(viewer, async ({ scope: { db, references } }: NoteContext) => {
      await db.query(`SET LOCAL idle_in_transaction_session_timeout = '100ms'`);
      await db.query('INSERT INTO visits (note) VALUES ($1)', [lost]);
      await references.confirm([project(randomUUID())]);
    });
    const failed = added.catch(translateDatabaseError); // as it is told to a client
    await withClient(database.admin, async (client) => {
      const WAITING = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
      const waits = async () => (await client.query(WAITING)).rowCount !== 0;
      while (slow.others.questions.length === 0 || (await waits())) await setImmediate();
    });
    release();
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await visits()).toBe(before);
    await slow.stop();
  });
});

describe('the guard of references', () => {
  it('refuses what nobody confirmed, as a fault of ours, and takes what was', async () => {
    const [{ id }] = known();
    const adding = inRequest(({ db }) => db.query(ADD, [id]));
    await expect(adding).rejects.toMatchObject(refused);
    await expect(adding).rejects.not.toBeInstanceOf(PlatError);
    await inRequest(async ({ db, references }) => {
      await references.confirm([project(id)]);
      await references.confirm([{ to: 'PlatformLink', id: randomUUID(), path: 'input.linkId' }]); // adds to it
      await db.query(ADD, [id]);
    });
  });

  it('knows types apart, and transactions, and what was rolled back', async () => {
    const [{ id }] = known();
    const asLink = inRequest(async ({ db, references }) => {
      await references.confirm([{ to: 'PlatformLink', id, path: 'input.linkId' }]);
      await db.query(ADD, [id]);
    });
    await expect(asLink).rejects.toMatchObject(refused);
    await inRequest(({ references }) => references.confirm([project(id)]));
    await expect(inRequest(({ db }) => db.query(ADD, [id]))).rejects.toMatchObject(refused);
    const rolledBack = inRequest(async ({ db, database: { savepoint }, database, references }) => {
      const failing = savepoint.call(database, async () => {
        await references.confirm([project(id)]);
        throw new Error('after all not');
      });
      await expect(failing).rejects.toThrow('after all not');
      await db.query(ADD, [id]);
    });
    await expect(rolledBack).rejects.toMatchObject(refused);
  });

  it('lets an edit keep what the row refers to, or clear it, and judges another one', async () => {
    const subjects = known();
    const [{ id: visit }] = await inRequest(async ({ db, references }) => {
      await references.carryOver(subjects);
      return db.query(ADD, [subjects[0].id]);
    });
    await inRequest(({ db }) => db.query(MOVE, [visit, subjects[0].id]));
    await expect(inRequest(({ db }) => db.query(MOVE, [visit, randomUUID()]))).rejects.toMatchObject(refused);
    await inRequest(({ db }) => db.query(MOVE, [visit, null]));
  });

  it('takes the viewer’s own id, and nobody else’s', async () => {
    const own = (id: string) => inRequest(({ db }) => db.query('INSERT INTO visits (user_id) VALUES ($1)', [id]));
    await own(viewer.userId);
    await expect(own(randomUUID())).rejects.toMatchObject(refused);
    await expect(own(viewer.contactId as string)).rejects.toMatchObject(refused);
  });

  it('lets the system write what it likes', async () => {
    await service.given((db) => db.query(ADD, [randomUUID()]));
  });
});
