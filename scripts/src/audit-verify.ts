import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { formerAuditKeys } from '@plat/crm/audit-log/audit-log.key';
import { headsOf } from '@plat/crm/audit-log/audit-log.statement';
import { verifyChain } from '@plat/crm/audit-log/audit-log.verify';
import { parseEnvironment } from '@plat/shared/config/environment';
import { key32, publicKeys } from '@plat/shared/config/service-config';
import { withClient } from '@plat/shared/database/admin-client';
import { roleName } from '@plat/shared/database/service';
import { SetupError } from '@plat/shared/database/setup-error';
import { compareAccesses } from './audit/accesses';
import { runCommand } from './command';
import { readDatabaseUrls, urlVariable } from './database-env';
import { environmentOrRunningStart } from './running-start';

const URL_VARIABLE = urlVariable('crm', 'system');
const DOCUMENTS_VARIABLE = urlVariable('documents', 'system');

const readHeadsFile = (args: readonly string[]): string | undefined => {
  try {
    return parseArgs({ args: [...args], options: { heads: { type: 'string' } } }).values.heads;
  } catch {
    throw new SetupError('"npm run audit:verify" takes "-- --heads FILE" or nothing.');
  }
};

/**
 * `npm run audit:verify [-- --heads FILE]`: walks the audit log from its first row to its last, and compares it with the heads
 * that were exported; where it knows documents' database, compares the log of accesses there with it. Says how many rows there are and where they end, or what is the first that is wrong; exit code 1 then.
 */
void runCommand(async () => {
  const file = readHeadsFile(process.argv.slice(2));
  const env = environmentOrRunningStart(process.env);
  const url = readDatabaseUrls(env, [URL_VARIABLE])[URL_VARIABLE] as string;
  const { PLAT_AUDIT_KEY: key, PLAT_AUDIT_FORMER_KEYS: former } = parseEnvironment(env, {
    PLAT_AUDIT_KEY: key32,
    PLAT_AUDIT_FORMER_KEYS: formerAuditKeys,
  });
  const trusted = file ? parseEnvironment(env, { PLAT_TRUSTED_KEYS: publicKeys }).PLAT_TRUSTED_KEYS.keys : [];
  const { rows, head, fault } = await withClient(url, async (client) => {
    // To any other role the log is empty, and an empty log is whole.
    const {
      rows: [may],
    } = await client.query(`SELECT pg_has_role($1, 'USAGE') AS all`, [roleName('crm', 'system')]);
    if (!may?.all)
      throw new SetupError(`${URL_VARIABLE} names a role that does not see the audit log: let it be ${roleName('crm', 'system')}.`);
    return verifyChain(client, { key, former }, file ? headsOf(file, trusted) : undefined);
  });
  if (fault) {
    console.error(`The audit log is broken at row ${fault.seq} (${fault.kind}): ${fault.says}. ${rows} rows were read.`);
    process.exitCode = 1;
    return;
  }
  console.log(`The audit log is whole: ${rows} rows, head ${head ? `${head.seq} ${head.hash}` : 'none'}.`);
  if (env[DOCUMENTS_VARIABLE]) await verifyAccesses(url, readDatabaseUrls(env, [DOCUMENTS_VARIABLE])[DOCUMENTS_VARIABLE] as string);
});

async function verifyAccesses(crmUrl: string, documentsUrl: string): Promise<void> {
  const { rows, pending, fault } = await withClient(crmUrl, (crm) =>
    withClient(documentsUrl, (documents) => compareAccesses(crm, documents)),
  );
  if (fault) {
    console.error(`The log of accesses is not what was recorded: row ${fault.id} (${fault.kind}): ${fault.says}.`);
    process.exitCode = 1;
  } else console.log(`The log of accesses is as it was recorded: ${rows} rows${pending ? `, ${pending} of them on their way` : ''}.`);
}
