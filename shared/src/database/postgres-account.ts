import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SetupError } from './setup-error';

/** The user of the operating system that PostgreSQL runs as; undefined means the user of this process. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

const NAME = 'postgres';

const idOf = (flag: '-u' | '-g'): number | undefined => {
  const { status, stdout } = spawnSync('id', [flag, NAME], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
};

const existing = (): Account => {
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
};

/**
 * PostgreSQL refuses to run as root, so root runs it as the user `postgres`, which is made if it is missing.
 * @throws SetupError when it cannot be made
 */
export const serverAccount = (): Account => {
  if (process.getuid?.() !== 0) return undefined;
  const found = existing();
  if (found) return found;
  spawnSync('groupadd', ['--force', '--system', NAME]);
  const { error, stderr } = spawnSync('useradd', ['--system', '--gid', NAME, '--no-create-home', '--shell', '/usr/sbin/nologin', NAME], {
    encoding: 'utf8',
  });
  const made = existing();
  if (made) return made;
  const reason = error?.message ?? stderr.trim();
  throw new SetupError(
    `PostgreSQL does not run as root, and a user ${NAME} could not be made (${reason}): add one, or start as a plain user.`,
  );
};

/** How PostgreSQL's programs are started: as their account, deaf to our PG… variables, with messages in English. */
export const serverProcess = (account: Account) => ({
  ...account,
  cwd: '/', // ours may be closed to the account
  env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
});

/**
 * Starts one of PostgreSQL's programs in a process group of its own, so that the terminal's Ctrl-C reaches this process
 * first. If this process exits before the program does, `onExit` is called, which must not wait.
 */
export const spawnProgram = (
  command: string,
  args: readonly string[],
  { account, stdio, onExit }: { account: Account; stdio: StdioOptions; onExit: (child: ChildProcess) => void },
): ChildProcess => {
  const child = spawn(command, args, { ...serverProcess(account), stdio, detached: true });
  const atExit = () => onExit(child);
  process.once('exit', atExit);
  child.once('exit', () => process.off('exit', atExit));
  child.once('error', () => process.off('exit', atExit)); // never started; who waits for it sees that it has ended
  return child;
};

/**
 * Whether the account can use what lies in a folder. A folder of ours that alone is closed to it is opened for passing
 * through (not for listing), which leaves its files as closed as they are.
 */
export const canReach = (folder: string, account: Account): boolean => {
  if (!account) return true;
  const passes = (path: string) => spawnSync('test', ['-x', path], serverProcess(account)).status === 0;
  if (passes(folder)) return true;
  if (!passes(dirname(folder))) return false;
  chmodSync(folder, statSync(folder).mode | 0o011);
  return passes(folder);
};
