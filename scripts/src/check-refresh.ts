import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { model } from '@plat/crm/data-source';
import { withClient } from '@plat/shared/database/admin-client';
import { discardPostgres, startPostgres } from '@plat/shared/database/embedded-postgres';
import { migrate } from '@plat/shared/database/migrate';
import { provision } from '@plat/shared/database/provision';
import { databaseUrls } from '@plat/shared/database/service';
import { migrateJobs } from '@plat/shared/jobs/job-schema';
import { runCommand } from './command';
import { raceRefreshes } from './refresh/races';
import { startReplicas } from './refresh/replicas';

const SESSIONS = 1_000;

/**
 * `npm run check:refresh`: a thousand races of parallel refreshes and a thousand replays, on two crm with one database.
 * Prints one line of JSON; exit code 1 when a promise was broken.
 */
void runCommand(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'plat-refresh-'));
  try {
    const server = await startPostgres({ directory });
    try {
      const { hostname, port, password } = new URL(server.adminUrl);
      const urls = databaseUrls({ host: hostname, port: Number(port), password: () => password });
      await provision(server.adminUrl, urls);
      const { crm } = urls;
      await migrate(crm.owner, { service: 'crm', migrations: model.migrations });
      await migrateJobs(crm.system, 'crm');
      const replicas = await startReplicas(crm, 2);
      const { broken, ...counts } = await withClient(crm.system, (client) => raceRefreshes(replicas, client, SESSIONS));
      await Promise.all(replicas.map((replica) => replica.stop()));
      console.log(JSON.stringify({ ...counts, bad: broken.length, broken: broken.slice(0, 20) }));
      if (broken.length > 0) process.exitCode = 1;
    } finally {
      await server.stop();
    }
  } finally {
    await discardPostgres(directory);
  }
});
