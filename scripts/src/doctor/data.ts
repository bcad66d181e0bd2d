import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isAbandoned } from '@plat/shared/database/embedded-postgres';
import type { Account } from '@plat/shared/database/postgres-account';
import { majorOf, postgresPackage } from '@plat/shared/database/postgres-binaries';
import { dataExists } from '@plat/shared/database/postgres-data';
import { readPostmasterPid } from '@plat/shared/database/postgres-leftover';
import { processStart } from '@plat/shared/database/process-identity';
import { processLockHolder } from '@plat/shared/database/process-lock';
import { broken, type Finding, good, note, refusal } from './finding';

const MEGABYTE = 1024 * 1024;

/** The user that PostgreSQL runs as, without making one; undefined when it is this process's own. */
function serverUser(): Account | 'missing' {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return uid?.status === 0 && gid?.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : 'missing';
}

/** Bytes of all files below a folder; what goes away meanwhile counts nothing. */
const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const stat = statSync(join(folder, name), { throwIfNoEntry: false });
    return sum + (stat?.isFile() ? stat.size : 0);
  }, 0);

/** The data directory by its version, owner and completeness. */
function checkFiles(directory: string): Finding {
  const link = join(directory, 'pg');
  if (!existsSync(link)) return note(`There are no data in ${directory} yet`, 'npm start makes them');
  try {
    const major = majorOf(postgresPackage());
    const account = serverUser();
    if (account === 'missing') return note('The user postgres, whom the data need when root starts, is not there', 'npm start makes it');
    const data = realpathSync(link);
    if (!dataExists(data, major, account)) return note(`${link} is empty`, 'npm start fills it');
    return good(`The data in ${data} fit PostgreSQL ${major}: ${Math.ceil(sizeOf(data) / MEGABYTE)} MB`);
  } catch (error) {
    return refusal(error);
  }
}

/** Who uses the data directory. */
function checkLock(directory: string): Finding {
  const holder = processLockHolder(join(directory, 'pg-lock.json'));
  if (holder !== undefined) return good(`The data are in use by process ${holder}, a start of this directory`);
  const server = readPostmasterPid(join(directory, 'pg'))?.pid;
  if (server !== undefined && processStart(server) !== undefined) {
    return note(`PostgreSQL (process ${server}) may have outlived a start that was killed`, 'the next "npm start" stops it');
  }
  if (isAbandoned(directory)) return note('The last start was killed', 'the next "npm start" tidies up after it');
  return good('Nobody uses the data');
}

/** The keys of the installation: readable by their owner, and by nobody else. */
function checkKeys(directory: string): Finding[] {
  const file = join(directory, 'keys.json');
  if (!existsSync(file)) return [];
  if (statSync(file).mode & 0o077) return [broken(`Others on this machine can read the keys in ${file}`, `chmod 600 ${file}`)];
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return [good(`The keys in ${file} are this user’s alone`)];
  } catch {
    return [
      broken(`The keys in ${file} cannot be read`, 'restore the file, or delete it together with the data that only its keys can read'),
    ];
  }
}

/** All that a start keeps between two runs. */
export function checkData(directory: string): Finding[] {
  if (!existsSync(directory)) return [note(`There are no data in ${directory} yet`, 'npm start makes them')];
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const { uid } = statSync(directory);
    return [
      broken(
        `${directory} belongs to user ${uid} of this machine, and this user cannot write there`,
        'start as that user, or move the directory away',
      ),
    ];
  }
  return [checkFiles(directory), checkLock(directory), ...checkKeys(directory)];
}
