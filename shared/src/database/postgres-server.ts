import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, spawnProgram } from './postgres-account';
import { readPostmasterPid, STOP_STEPS } from './postgres-leftover';
import { SetupError } from './setup-error';

/** Server settings by their name in postgresql.conf, units as there (`'64MB'`, `'off'`, `300`). */
export type ServerSettings = Readonly<Record<string, string | number>>;

/** Small: the whole stack, all services included, is to fit into 700 MB. */
const DEFAULTS: ServerSettings = {
  shared_buffers: '64MB',
  max_connections: 100,
  max_worker_processes: 2,
  max_parallel_workers: 0,
  max_parallel_workers_per_gather: 0,
  autovacuum_max_workers: 2,
  io_method: 'sync', // otherwise three more processes
  wal_level: 'minimal', // nothing replicates from here
  max_wal_senders: 0,
  max_logical_replication_workers: 0,
  max_wal_size: '256MB',
  jit: 'off',
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** Only this machine gets in, and only with a password. */
const FIXED: ServerSettings = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };

const PORT_TRIES = 5;
const START_LIMIT_MS = 120_000;
const OLD_LOG_BYTES = 10_000_000;

export interface ServerPlan {
  /** The program postgres. */
  readonly program: string;
  readonly account: Account;
  /** Data directory. */
  readonly data: string;
  /** File to which the server's log is appended. */
  readonly log: string;
  readonly settings: ServerSettings;
  readonly onProgress: (message: string) => void;
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const endOf = (child: ChildProcess, wait: number): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), wait);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });

/** Ends a server of ours, politely first. */
export const stopServer = async (child: ChildProcess): Promise<void> => {
  for (const { signal, wait } of STOP_STEPS) {
    if (hasEnded(child)) return;
    child.kill(signal);
    if (await endOf(child, wait)) return;
  }
  throw new SetupError(`PostgreSQL (process ${child.pid}) does not stop: end it.`);
};

/** The reason in the server's own words: its last fatal line, or else whatever it said last. */
const reasonIn = (text: string): string => {
  const lines = text.trim().split('\n');
  const fatal = lines.findLast((line) => /\b(FATAL|PANIC):/.test(line)) ?? lines.at(-1) ?? '';
  return fatal.replace(/^.*?\b(FATAL|PANIC|LOG):\s*/, '') || 'it ended without a word';
};

const becomesReady = async (child: ChildProcess, { data, onProgress }: ServerPlan): Promise<boolean> => {
  const began = Date.now();
  for (let told = false; !hasEnded(child); await sleep(20)) {
    const state = readPostmasterPid(data);
    if (state?.pid === child.pid && state?.ready) return true;
    if (!told && Date.now() - began > 3_000) {
      onProgress('PostgreSQL is recovering from an unclean end');
      told = true;
    }
    if (Date.now() - began > START_LIMIT_MS) {
      await stopServer(child);
      return false;
    }
  }
  return false;
};

const openLog = (log: string): { fd: number; from: number } => {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > OLD_LOG_BYTES) renameSync(log, `${log}.old`);
  const fd = openSync(log, 'a', 0o600);
  return { fd, from: statSync(log).size };
};

/**
 * Runs a server on a free port until it accepts connections. If this process exits without stopping it, the server is
 * told to stop; it does not keep this process alive.
 * @param pickPort names a port that is probably free; asked again when it was not
 * @throws SetupError with the server's reason when it does not come up
 */
export const launchServer = async (plan: ServerPlan, pickPort = freePort): Promise<{ child: ChildProcess; port: number }> => {
  const settings = Object.entries({ ...DEFAULTS, ...plan.settings, ...FIXED }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  for (let left = PORT_TRIES; ; left--) {
    const port = await pickPort();
    const { fd, from } = openLog(plan.log);
    const child = spawnProgram(plan.program, ['-D', plan.data, '-p', String(port), ...settings], {
      account: plan.account,
      stdio: ['ignore', fd, fd],
      onExit: (server) => server.kill('SIGINT'),
    });
    closeSync(fd);
    if (await becomesReady(child, plan)) {
      child.unref();
      return { child, port };
    }
    const said = readFileSync(plan.log).subarray(from).toString('utf8');
    if (left > 1 && said.includes('could not bind')) continue; // somebody took the port in between
    throw new SetupError(`PostgreSQL did not start: ${reasonIn(said)} (its log is ${plan.log}).`);
  }
};
