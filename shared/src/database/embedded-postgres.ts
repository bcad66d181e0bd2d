import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { serverAccount } from './postgres-account';
import { majorOf, postgresPackage, runnableBinaries } from './postgres-binaries';
import { ADMIN, adminPassword, createData, dataExists } from './postgres-data';
import { homeOutside, serverHome } from './postgres-home';
import { stopLeftover } from './postgres-leftover';
import { launchServer, type ServerSettings, stopServer } from './postgres-server';
import { acquireProcessLock, processLockHolder } from './process-lock';
import { SetupError } from './setup-error';

export interface StartPostgresOptions {
  /** Folder for the data (`pg`), the password, the lock and the log; made if missing. */
  readonly directory: string;
  /** Beyond the modest defaults, such as `{ max_connections: 300, fsync: 'off' }`. */
  readonly settings?: ServerSettings;
  /** Told before each step that takes a while. */
  readonly onProgress?: (message: string) => void;
}

export interface RunningPostgres {
  /** On 127.0.0.1; another one at each start. */
  readonly port: number;
  /** The server's main process. */
  readonly pid: number;
  /** URL of the superuser, with its password. */
  readonly adminUrl: string;
  /** Whether the data directory was made by this start. */
  readonly created: boolean;
  /** Fulfilled when the server's process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends sessions, then the server, and gives the folder free. May be called more than once. */
  stop(): Promise<void>;
}

const LOCK = 'pg-lock.json';

/** Failures of the file system become a sentence; what we have not foreseen stays as it is. */
const explain = (error: unknown, directory: string): unknown => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof SetupError || !/^E[A-Z]+$/.test(code ?? '')) return error;
  return new SetupError(`PostgreSQL cannot use ${directory} (${message}): make room or permission there, or choose another folder.`, {
    cause: error,
  });
};

const start = async (
  directory: string,
  settings: ServerSettings,
  onProgress: (message: string) => void,
  onFailure: (() => void)[],
): Promise<RunningPostgres> => {
  if (process.platform === 'win32')
    throw new SetupError(
      'The embedded PostgreSQL runs on Linux and macOS: on Windows use WSL, or give databases of your own in CRM_DATABASE_URL and its like.',
    );
  mkdirSync(directory, { recursive: true });
  const folder = realpathSync(directory);
  const release = acquireProcessLock(
    join(folder, LOCK),
    (pid) => `The database in ${folder} is in use by process ${pid}: stop that one first.`,
  );
  onFailure.push(release);

  const account = serverAccount();
  const home = await serverHome(folder, account);
  const packageFolder = postgresPackage();
  const data = join(home, 'pg');
  if (await stopLeftover(data)) onProgress('Stopped a PostgreSQL that an earlier start had left running');

  // First of all: programs that were copied for data that are then refused would be left behind.
  const exists = dataExists(data, majorOf(packageFolder), account);
  const binaries = runnableBinaries(packageFolder, home, account);
  const password = adminPassword(folder, exists);
  if (!exists) {
    onProgress('Making an empty database');
    await createData(home, binaries, account, password, settings.fsync !== 'off');
  }
  const plan = { program: binaries.postgres, account, data, log: join(folder, 'postgres.log'), settings, onProgress };
  const { child, port } = await launchServer(plan);
  let stopping: Promise<void> | undefined;
  return {
    port,
    pid: child.pid as number,
    adminUrl: `postgres://${ADMIN}:${password}@127.0.0.1:${port}/postgres`,
    created: !exists,
    ended: new Promise((resolve) => child.once('exit', () => resolve())),
    stop: () => (stopping ??= stopServer(child).finally(release)),
  };
};

/**
 * Starts a PostgreSQL of our own, as a plain user or as root, on a free port of 127.0.0.1. Exactly one process at a time
 * uses a folder; a server that outlived a killed start is stopped first. The caller handles signals: it stops the server
 * before it exits, and if it exits without (at any moment, `process.exit` included), the server is told to stop.
 * @throws SetupError with one sentence for the user; nothing is left running or half made then
 */
export const startPostgres = async ({
  directory,
  settings = {},
  onProgress = () => {},
}: StartPostgresOptions): Promise<RunningPostgres> => {
  const onFailure: (() => void)[] = [];
  try {
    return await start(directory, settings, onProgress, onFailure);
  } catch (error) {
    for (const undo of onFailure) undo();
    throw explain(error, directory);
  }
};

/** Whether the process that started a PostgreSQL in a folder was killed before it could stop it. */
export const isAbandoned = (directory: string): boolean => {
  const lock = join(directory, LOCK);
  return existsSync(lock) && processLockHolder(lock) === undefined;
};

/**
 * Deletes a folder of {@link startPostgres}, and wherever its data lie; a server that a killed start left there is
 * stopped first.
 * @throws SetupError when a live process uses it
 */
export const discardPostgres = async (directory: string): Promise<void> => {
  const holder = processLockHolder(join(directory, LOCK));
  if (holder !== undefined) throw new SetupError(`The database in ${directory} is in use by process ${holder}: stop that one first.`);
  const home = homeOutside(directory);
  await stopLeftover(join(home ?? directory, 'pg'));
  for (const folder of [directory, ...(home ? [home] : [])]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
};
