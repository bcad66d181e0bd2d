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
import { killWhileAppending } from './audit/kills';
import { prepareLog } from './audit/prepare';
import { appendAtOnce } from './audit/writers';
import { runCommand } from './command';

const [ATTACKS, ROWS, WRITERS, BATCHES, KILLS] = [1_000, 100, 16, 50, 3];

/** Each part has a log of its own. */
const emptyLog = (url: string) =>
  withClient(url, (client) =>
    client.query(`ALTER TABLE audit_logs DISABLE TRIGGER USER; TRUNCATE audit_logs;
      ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER audit_logs_keep, ENABLE ALWAYS TRIGGER audit_logs_keep_all`),
  );

/**
 * `npm run check:audit [-- SEED]`: a thousand attacks on the audit log as the superuser, sixteen writers at once, and three
 * that are killed while they write. Prints one line of JSON; exit code 1 when an attack was not noticed, an untouched log
 * seemed broken, the chain forked, or an event was lost or written twice.
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
      const crmUrl = onDatabase(server.adminUrl, databaseName('crm'));
      const { undetected, ...attacks } = await withClient(crmUrl, async (client) =>
        attackLog(await prepareLog(client, ROWS, chance, join(directory, 'heads.jws')), ATTACKS),
      );
      await emptyLog(crmUrl);
      const writing = await appendAtOnce(urls.crm.system, { writers: WRITERS, batches: BATCHES, chance });
      await emptyLog(crmUrl);
      const killing = await killWhileAppending(urls.crm.system, { kills: KILLS, chance });
      const bad = undetected.length + attacks.falseAlarms + writing.forks + killing.broken;
      console.log(
        JSON.stringify({
          check: 'audit',
          ...attacks,
          undetected: undetected.length,
          ...writing,
          killing,
          bad,
          examples: undetected.slice(0, 20),
        }),
      );
      if (bad > 0) process.exitCode = 1;
    } finally {
      await server.stop();
    }
  } finally {
    await discardPostgres(directory);
  }
});
