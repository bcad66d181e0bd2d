import { readFileSync } from 'node:fs';

const EVERY_MS = 50;

/** What a process takes of the machine's memory, in bytes: what it shares with others by its part. */
const taken = (pid: number): number => {
  const [, kilobytes = '0'] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
};

/** How much more memory a process takes at most while work is under way than it took before, in bytes. */
export async function growth(pid: number, work: () => Promise<unknown>): Promise<number> {
  const before = taken(pid);
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, taken(pid));
  }, EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(look);
  }
  return Math.max(most, taken(pid)) - before;
}
