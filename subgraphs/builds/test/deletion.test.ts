import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@plat/shared/database/admin-client';
import { tellDeletion } from '@plat/shared/testing/foreign-deletion';
import type { TestAnswer } from '@plat/shared/testing/test-subgraph';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestBuilds, type TestBuilds } from './builds.factory';

let builds: TestBuilds;
beforeAll(async () => {
  builds = await startTestBuilds();
});
afterAll(() => builds.stop());

const admin = aViewer('ADMIN');
const codeOf = ({ errors }: TestAnswer) => errors?.[0]?.extensions?.code;
const remove = (noun: string, id: string, version?: number, as = admin) =>
  builds.ask(as, `mutation ($id: ID!, $version: Int) { delete${noun}(id: $id, version: $version) { id } }`, { id, version });
const eventsOf = (id: string) =>
  builds.given((db) => db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1', [id]));
const isThere = async (table: string, id: string) =>
  (await builds.given((db) => db.query(`SELECT FROM ${table} WHERE id = $1`, [id]))).length === 1;

/** Whoever waits for a lock that is no row's. */
const WAITING = `SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
  WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted`;

describe('deleting projects and builds', () => {
  it('takes the build with the project, and tells the end of both', async () => {
    const project = await builds.project();
    const build = await builds.build({ projectId: project.id });
    expect(codeOf(await remove('Project', project.id, 2))).toBe('CONFLICT');
    expect(codeOf(await remove('Project', project.id, 1, aViewer('EMPLOYEE')))).toBe('FORBIDDEN');
    expect((await remove('Project', project.id, 1)).data.deleteProject).toEqual({ id: project.id });
    expect([await isThere('projects', project.id), await isThere('builds', build.id)]).toEqual([false, false]);
    expect(await eventsOf(project.id)).toMatchObject([{ type: 'project.deleted', actor_user_id: admin.userId }]);
    expect(await eventsOf(build.id)).toMatchObject([{ type: 'build.deleted', payload: { old: { project_id: project.id } } }]);
    expect(codeOf(await remove('Project', project.id))).toBe('NOT_FOUND');
  });

  it('keeps what was paid for', async () => {
    const project = await builds.project();
    const build = await builds.build({ projectId: project.id, totalPaid: '10.00' });
    expect(codeOf(await remove('Project', project.id))).toBe('CONFLICT');
    expect(codeOf(await remove('Build', build.id))).toBe('CONFLICT');
    expect([await isThere('projects', project.id), await isThere('builds', build.id)]).toEqual([true, true]);
    const free = await builds.build();
    expect((await remove('Build', free.id)).data.deleteBuild).toEqual({ id: free.id });
    expect(await eventsOf(free.id)).toMatchObject([{ type: 'build.deleted' }]);
  });

  it('follows an inquiry and a client in the name of whoever deleted them, once', async () => {
    const [inquiryId, clientId, actorUserId] = [randomUUID(), randomUUID(), randomUUID()];
    const [asked, other] = [await builds.build({ inquiryId }), await builds.build({ clientId })];
    expect(await tellDeletion(builds, 'Inquiry', inquiryId, { actorUserId })).toBeUndefined();
    expect(await tellDeletion(builds, 'Inquiry', inquiryId, { actorUserId })).toBeUndefined();
    expect(await tellDeletion(builds, 'Client', clientId, { actorUserId })).toBeUndefined();
    expect(await eventsOf(asked.id)).toMatchObject([{ type: 'build.deleted', actor_user_id: actorUserId }]);
    expect(await eventsOf(other.id)).toMatchObject([
      { type: 'build.detached', actor_user_id: actorUserId, payload: { old: { client_id: clientId }, new: { client_id: null } } },
    ]);
    const [left] = await builds.given((db) => db.query('SELECT version FROM builds WHERE id = $1', [other.id]));
    expect(left).toEqual({ version: 2 });
  });

  it('follows what a transaction wrote that had not ended', async () => {
    const clientId = randomUUID();
    await withClient(builds.database.system, async (writer) => {
      await writer.query('BEGIN');
      const { rows } = await writer.query(`INSERT INTO builds (client_id, status) VALUES ($1, 'INQUIRY') RETURNING id`, [clientId]);
      let isFollowed = false;
      const following = tellDeletion(builds, 'Client', clientId).finally(() => {
        isFollowed = true;
      });
      while (!isFollowed && (await builds.given((db) => db.query(WAITING))).length === 0) await new Promise(setImmediate);
      await writer.query('COMMIT');
      // On a busy machine it may not have had the lock in time; then the event comes again.
      if ((await following) !== undefined) expect(await tellDeletion(builds, 'Client', clientId)).toBeUndefined();
      expect(await builds.given((db) => db.query('SELECT client_id FROM builds WHERE id = $1', [rows[0].id]))).toEqual([
        { client_id: null },
      ]);
    });
  });

  it('refuses a new reference to what was deleted, in words', async () => {
    const clientId = randomUUID();
    await tellDeletion(builds, 'Client', clientId);
    const query = 'mutation ($input: CreateBuildInput!) { createBuild(input: $input) { id } }';
    const { errors } = await builds.ask(admin, query, { input: { clientId } });
    expect(errors?.[0]?.message).toBe('The Client that this refers to was deleted.');
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});
