import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { model } from '@plat/crm/data-source';
import { onDatabase, withClient } from '@plat/shared/database/admin-client';
import { discardPostgres, startPostgres } from '@plat/shared/database/embedded-postgres';
import { migrate } from '@plat/shared/database/migrate';
import { provision } from '@plat/shared/database/provision';
import { databaseName, databaseUrls } from '@plat/shared/database/service';
import { attackLog } from './audit/attacks';
import { chanceOf } from './audit/forgery';
import { prepareLog } from './audit/prepare';
import { appendAtOnce } from './audit/writers';
import { runCommand } from './command';

const [ATTACKS, ROWS, WRITERS, BATCHES] = [1_000, 100, 16, 50];

/**
 * `npm run check:audit [-- SEED]`: a thousand attacks on the audit log as the superuser, and sixteen writers at once. Prints
 * one line of JSON; exit code 1 when an attack was not noticed, an untouched log seemed broken, or the chain forked.
 */
void runCommand(async () => {
  const chance = chanceOf(Number(process.argv[2] ?? 1));
  const directory = mkdtempSync(join(tmpdir(), 'plat-audit-'));
  try {
    const server = await startPostgres({ directory });
    try {
      const { hostname, port, password } = new URL(server.adminUrl);
      const urls = databaseUrls({ host: hostname, port: Number(port), password: () => password });
      await provision(server.adminUrl, urls);
      await migrate(urls.crm.owner, { service: 'crm', migrations: model.migrations });
      const { undetected, ...attacks } = await withClient(onDatabase(server.adminUrl, databaseName('crm')), async (client) =>
        attackLog(await prepareLog(client, ROWS, chance, join(directory, 'heads.jws')), ATTACKS),
      );
      const writing = await appendAtOnce(urls.crm.system, { writers: WRITERS, batches: BATCHES, chance });
      const bad = undetected.length + attacks.falseAlarms + writing.forks;
      console.log(
        JSON.stringify({ check: 'audit', ...attacks, undetected: undetected.length, ...writing, bad, examples: undetected.slice(0, 20) }),
      );
      if (bad > 0) process.exitCode = 1;
    } finally {
      await server.stop();
    }
  } finally {
    await discardPostgres(directory);
  }
});
