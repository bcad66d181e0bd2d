import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LINUX = process.platform === 'linux';

/** What a file below /proc says, or undefined when it is gone or closed to us. */
const readProc = (path: string): string | undefined => {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return undefined;
  }
};

/** One column of `ps` about a process, or undefined when there is no such process. */
const ps = (pid: number, column: string): string | undefined =>
  spawnSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  }).stdout?.trim() || undefined;

/**
 * When a process began, as the system writes it: to be compared, not read. Ids are used again, so two processes are the
 * same only if id and beginning agree.
 * @returns undefined when no such process runs (one that has ended but is not yet collected does not run)
 */
export const processStart = (pid: number): string | undefined => {
  if (!LINUX) return ps(pid, 'lstart');
  // The command's name stands in brackets and may hold anything, so the fields are counted from the last bracket.
  const fields = readProc(`${pid}/stat`)
    ?.replace(/^.*\)\s/s, '')
    .split(' ');
  const [state, ticks] = [fields?.[0], fields?.[19]];
  if (!ticks || state === 'Z' || state === 'X') return undefined;
  return `${readProc('sys/kernel/random/boot_id')?.trim()}+${ticks}`;
};

/** The command line of a process, its arguments parted by spaces; undefined when no such process runs. */
export const processCommand = (pid: number): string | undefined => {
  if (!LINUX) return ps(pid, 'command');
  return processStart(pid) && readProc(`${pid}/cmdline`)?.split('\0').join(' ').trim();
};
