import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvironment } from '@plat/shared/config/environment';
import { discardPostgres, startPostgres } from '@plat/shared/database/embedded-postgres';
import { migrate } from '@plat/shared/database/migrate';
import { provision } from '@plat/shared/database/provision';
import { databaseUrls, SERVICES } from '@plat/shared/database/service';
import { migrateJobs } from '@plat/shared/jobs/job-schema';
import { z } from 'zod';
import { runCommand } from './command';
import { tryKeys } from './keyed/trial';
import { worksFor } from './keyed/works';
import { modelOf } from './service-models';

const count = (otherwise: number) => z.coerce.number({ error: 'must be a number' }).int().min(1).default(otherwise);

/** PostgreSQL itself does not die in this trial, so that nothing hangs on what is on its disk. */
const NEVER_KILLED = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * `npm run check:keyed`: 20,000 mutations with idempotency keys, one to three a request, through the gateway and processes
 * of their own that are killed 50 times meanwhile; nothing is lost, nothing done twice, and of what nobody could answer any more
 * the databases tell what became of it. KEYED_MUTATIONS, KEYED_KILLS and KEYED_SEED change that.
 * Prints one line of JSON; exit code 1 when a promise was broken.
 */
void runCommand(async () => {
  const { KEYED_MUTATIONS, KEYED_KILLS, KEYED_SEED } = parseEnvironment(process.env, {
    KEYED_MUTATIONS: count(20_000),
    KEYED_KILLS: count(50),
    KEYED_SEED: count(1),
  });
  const directory = mkdtempSync(join(tmpdir(), 'plat-keyed-'));
  try {
    const server = await startPostgres({ directory, settings: NEVER_KILLED });
    try {
      const { hostname, port, password } = new URL(server.adminUrl);
      const urls = databaseUrls({ host: hostname, port: Number(port), password: () => password });
      await provision(server.adminUrl, urls);
      for (const service of SERVICES) {
        await migrate(urls[service].owner, { service, migrations: modelOf(service).migrations });
        await migrateJobs(urls[service].system, service);
      }
      const outcome = await tryKeys(urls, directory, { works: worksFor(KEYED_MUTATIONS), kills: KEYED_KILLS, seed: KEYED_SEED });
      const bad = outcome.lost + outcome.doubled + outcome.mistaken + outcome.inDoubt - outcome.resolved;
      console.log(JSON.stringify({ ...outcome, bad, seconds: Math.round(performance.now() / 1000) }));
      if (bad > 0) process.exitCode = 1;
    } finally {
      await server.stop();
    }
  } finally {
    await discardPostgres(directory);
  }
});
