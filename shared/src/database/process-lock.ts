import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { processStart } from './process-identity';
import { SetupError } from './setup-error';

interface Holder {
  readonly pid: number;
  readonly started: string;
}

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const holderIn = (text: string): Holder | undefined => {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined; // the machine stopped before the text was on disk
  }
};

/** The live process that holds the lock, or undefined when nobody does. */
export const processLockHolder = (file: string): number | undefined => {
  const holder = holderIn(textOf(file) ?? '');
  return holder && processStart(holder.pid) === holder.started ? holder.pid : undefined;
};

/** Takes a dead process's lock away, unless somebody else has just done so and holds it. */
const setAside = (file: string, text: string): void => {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (textOf(aside) !== text) linkSync(aside, file);
  rmSync(aside, { force: true });
};

/**
 * Makes this process the only holder of a file, until it releases it or ends, however it ends.
 * @param inUse the message for the process that comes second; it gets the holder's id
 * @returns the release
 * @throws SetupError when a live process holds it, this one included
 */
export const acquireProcessLock = (file: string, inUse: (pid: number) => string): (() => void) => {
  const mine = JSON.stringify({ pid: process.pid, started: processStart(process.pid) } satisfies Partial<Holder>);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(draft, file); // unlike a created file, a link is never seen half written
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = processLockHolder(file);
      if (holder !== undefined) throw new SetupError(inUse(holder));
      const stale = textOf(file);
      if (stale !== undefined) setAside(file, stale);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  const release = () => {
    process.off('exit', release);
    if (textOf(file) === mine) rmSync(file, { force: true });
  };
  process.once('exit', release);
  return release;
};
