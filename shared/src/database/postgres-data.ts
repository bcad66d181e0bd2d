import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, spawnProgram } from './postgres-account';
import type { Binaries } from './postgres-binaries';
import { SetupError } from './setup-error';

/** Superuser of the embedded server. */
export const ADMIN = 'plat_admin';
const DRAFT = 'initdb-';

const emptyOrUnreadable = (folder: string): 'empty' | 'used' | 'closed' => {
  try {
    return readdirSync(folder).length === 0 ? 'empty' : 'used';
  } catch {
    return 'closed';
  }
};

/**
 * Whether a data directory is there and fit to be served.
 * @param major version of the PostgreSQL that would serve it
 * @throws SetupError when something else is in its place, or another version or another user made it
 */
export const dataExists = (data: string, major: string, account: Account): boolean => {
  const stat = statSync(data, { throwIfNoEntry: false });
  if (!stat) return false;
  const state = stat.isDirectory() ? emptyOrUnreadable(data) : 'used';
  if (state === 'empty') return false;
  const uid = account?.uid ?? process.getuid?.();
  const foreign = new SetupError(
    `The database in ${data} belongs to user ${stat.uid} of this machine, but PostgreSQL would run as user ${uid}: start as before, or move it away.`,
  );
  if (state === 'closed') throw foreign;
  if (!existsSync(join(data, 'PG_VERSION'))) {
    throw new SetupError(`${data} is in the place of the database but was not made by PostgreSQL: move it away, and start again.`);
  }
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (version !== major) {
    throw new SetupError(
      `The database in ${data} was made by PostgreSQL ${version}, but this is PostgreSQL ${major}: move it away to start with an empty one, or take its data along with pg_dump of version ${version}.`,
    );
  }
  if (!existsSync(join(data, 'global', 'pg_control'))) {
    throw new SetupError(
      `The database in ${data} is damaged (global/pg_control is missing): restore it, or move it away to start with an empty one.`,
    );
  }
  if (stat.uid !== uid) throw foreign;
  return true;
};

/**
 * The superuser's password, kept beside the data and readable by this user only; made together with the data.
 * @throws SetupError when there are data, but no password for them
 */
export const adminPassword = (folder: string, exists: boolean): string => {
  const file = join(folder, 'pg-password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (exists)
    throw new SetupError(
      `${file}, the password of the database beside it, is missing: put it back, or move the database away to start with an empty one.`,
    );
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, password, { mode: 0o600, flag: 'wx' });
  return password;
};

const run = (program: string, args: string[], account: Account, draft: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const onExit = ({ pid }: { pid?: number | undefined }) => {
      if (pid) process.kill(-pid, 'SIGKILL'); // the whole group: initdb runs PostgreSQL as a child
      rmSync(draft, { recursive: true, force: true, maxRetries: 5 });
    };
    const child = spawnProgram(program, args, { account, stdio: ['ignore', 'ignore', 'pipe'], onExit });
    let output = '';
    child.stderr?.on('data', (text: Buffer) => (output += text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      reject(new SetupError(`A database could not be made (initdb ended with ${code ?? signal}): ${output.trim().split('\n').at(-1)}`));
    });
  });

/**
 * Makes an empty data directory: UTF-8, ordered by code point whatever the machine's locale is, passwords as SCRAM. It
 * is made beside its place and moved there when it is complete, so that a kill leaves nothing half made in the place.
 * @param durable false leaves out the sync to disk, for data that need not survive
 */
export const createData = async (home: string, binaries: Binaries, account: Account, password: string, durable: boolean): Promise<void> => {
  for (const name of readdirSync(home)) {
    if (name.startsWith(DRAFT)) rmSync(join(home, name), { recursive: true, force: true, maxRetries: 5 });
  }
  const draft = mkdtempSync(join(home, DRAFT));
  try {
    const passwordFile = join(draft, 'password');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (account) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
    const args = [
      `--pgdata=${join(draft, 'pg')}`,
      `--username=${ADMIN}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--no-instructions',
    ];
    args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
    await run(binaries.initdb, durable ? args : [...args, '--no-sync'], account, draft);
    renameSync(join(draft, 'pg'), join(home, 'pg'));
  } finally {
    rmSync(draft, { recursive: true, force: true, maxRetries: 5 });
  }
};
