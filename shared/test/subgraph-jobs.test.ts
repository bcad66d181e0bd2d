import { describe, expect, it } from '@jest/globals';
import { migrate } from '../src/database/migrate';
import { enqueueJob } from '../src/jobs/enqueue';
import type { Jobs } from '../src/jobs/job';
import { emptyDatabase } from '../src/testing/test-databases';
import { startTestSubgraph } from '../src/testing/test-subgraph';
import { noteDatabase, noteService } from './fixtures/note-service';

/** A service of notes with one job, and who waits for it. */
const withJob = () => {
  let done: (payload: unknown) => void = () => undefined;
  const ran = new Promise<unknown>((resolve) => {
    done = resolve;
  });
  const jobs: Jobs = {
    tasks: { 'notes.count': async (payload, { asSystem }) => asSystem((db) => db.query('SELECT 1')).then(() => done(payload)) },
    schedule: [{ task: 'notes.count', at: '0 0 1 1 *' }],
  };
  return { definition: { ...noteService(), jobs }, ran };
};

describe('a service with jobs', () => {
  it('refuses to start before its queue is migrated', async () => {
    const database = await emptyDatabase('crm');
    await migrate(database.owner, { service: 'crm', migrations: noteService().model.migrations });
    await expect(startTestSubgraph(withJob().definition, { database })).rejects.toThrow(
      /^The queue of jobs in database \S+ is missing or old: run "npm run migrate", and start again\.$/,
    );
  });

  it('runs them when it is told to, and stops with them', async () => {
    const database = await noteDatabase();
    const { definition, ran } = withJob();
    const service = await startTestSubgraph(definition, { database, runsJobs: true });
    await service.given((db) => enqueueJob(db, 'notes.count', { n: 1 }));
    expect(await ran).toEqual({ n: 1 });
    const known = await service.given((db) => db.query('SELECT identifier FROM graphile_worker._private_known_crontabs'));
    expect(known).toContainEqual({ identifier: 'notes.count' });
    await service.stop();
  });

  it('leaves them to other replicas otherwise', async () => {
    const database = await noteDatabase();
    const { definition, ran } = withJob();
    const service = await startTestSubgraph(definition, { database });
    await service.given((db) => enqueueJob(db, 'notes.count', {}));
    expect(await service.given((db) => db.query('SELECT attempts FROM graphile_worker.jobs'))).toEqual([{ attempts: 0 }]);
    await service.subgraph.runJobs();
    expect(await ran).toEqual({});
    await service.stop();
  });
});
