import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processCommand, processStart } from './process-identity';
import { SetupError } from './setup-error';

/** Signals in the order in which a server is asked to stop, and how long each is waited for, in milliseconds. */
export const STOP_STEPS = [
  { signal: 'SIGINT', wait: 15_000 }, // fast: ends sessions, writes a checkpoint
  { signal: 'SIGQUIT', wait: 5_000 }, // immediate: the next start recovers
  { signal: 'SIGKILL', wait: 5_000 },
] as const;

/** What postmaster.pid says: the server's process, and whether it accepts connections. */
export const readPostmasterPid = (data: string): { pid: number; ready: boolean } | undefined => {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 0 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
};

const samePlace = (a: string, b: string): boolean | undefined => {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return undefined;
  }
};

/** Whether a live process is the server of a data directory, by its command line; undefined when that does not tell. */
const serves = (pid: number, data: string): boolean | undefined => {
  const command = processCommand(pid) ?? '';
  if (!/^\S*(postgres|postmaster)( |$)/.test(command)) return false; // a server's helpers are called "postgres: …"
  const directory = / -D (.+?)(?= -|$)/.exec(command)?.[1];
  return directory === undefined ? undefined : samePlace(directory, data);
};

const ended = async (pid: number, started: string, wait: number): Promise<boolean> => {
  for (const end = Date.now() + wait; Date.now() < end; await sleep(20)) {
    if (processStart(pid) !== started) return true;
  }
  return false;
};

/**
 * Stops the server that a killed start left behind in a data directory, and clears away a pid file whose number now
 * belongs to somebody else (PostgreSQL itself would refuse to start). The caller holds the lock of the directory.
 * @returns whether a server was running
 * @throws SetupError when it does not stop, or when it cannot be told whose server it is
 */
export const stopLeftover = async (data: string): Promise<boolean> => {
  const pid = readPostmasterPid(data)?.pid;
  const started = pid === undefined ? undefined : processStart(pid);
  if (pid === undefined || started === undefined) return false; // PostgreSQL clears away a dead server's file itself
  const ours = serves(pid, data);
  if (ours === undefined) {
    throw new SetupError(`A PostgreSQL server (process ${pid}) that we did not start may be at work in ${data}: stop it, and start again.`);
  }
  if (!ours) {
    rmSync(join(data, 'postmaster.pid'), { force: true });
    return false;
  }
  for (const { signal, wait } of STOP_STEPS) {
    if (processStart(pid) !== started) return true;
    process.kill(pid, signal);
    if (await ended(pid, started, wait)) return true;
  }
  throw new SetupError(
    `The PostgreSQL server (process ${pid}) that an earlier start left in ${data} does not stop: end it, and start again.`,
  );
};
