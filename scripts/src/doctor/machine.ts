import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { broken, type Finding, good, note, type Surroundings } from './finding';

const MEGABYTE = 1024 * 1024;
/** PostgreSQL's files, its write-ahead log at its largest, and a build. */
const NEEDED_MB = 1_000;

/** Whether the browser test of the playground has a browser; the places are those that it looks in. */
export function checkChromium({ env }: Surroundings, place = '/usr/bin/chromium'): Finding {
  const found = [env.CHROMIUM_PATH, place].find((file) => file && existsSync(file));
  if (found) return good(`Chromium for the browser test is ${found}`);
  return note(
    'There is no Chromium, so that "npm test" leaves the browser test out',
    'apt-get install chromium, or set CHROMIUM_PATH to its executable',
  );
}

const onDisk = (path: string): string => (existsSync(path) ? path : onDisk(dirname(path)));

/** Whether there is room where the data are, or will be. @param needed megabytes */
export function checkDisk(directory: string, needed = NEEDED_MB): Finding {
  const folder = onDisk(directory);
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  if (free >= needed) return good(`${free} MB are free on the disk of ${folder}`);
  return broken(
    `Only ${free} MB are free on the disk of ${folder}, and a start needs ${needed}`,
    'make room, or put the data elsewhere with PLAT_DIRECTORY',
  );
}
