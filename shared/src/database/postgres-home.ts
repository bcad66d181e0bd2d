import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Account, canReach } from './postgres-account';
import { stopLeftover } from './postgres-leftover';

const OUTSIDE = '/var/lib/plat';
/** A file that says which folder a home outside of it belongs to. */
const MARKER = 'belongs-to';

/** The home outside of a folder that its link `pg` leads to, be it there or not; undefined when it has none. */
export const homeOutside = (folder: string): string | undefined => {
  try {
    const home = dirname(readlinkSync(join(folder, 'pg')));
    return dirname(home) === OUTSIDE ? home : undefined;
  } catch {
    return undefined;
  }
};

const ownerOf = (home: string): string | undefined =>
  existsSync(join(home, MARKER)) ? readFileSync(join(home, MARKER), 'utf8') : undefined;

/** Homes whose folder was deleted and made again at the same path hold data that nothing leads to any more. */
const removeAbandoned = async (folder: string, prefix: string): Promise<void> => {
  for (const name of readdirSync(OUTSIDE)) {
    const home = join(OUTSIDE, name);
    if (!name.startsWith(prefix) || ownerOf(home) !== folder) continue;
    await stopLeftover(join(home, 'pg'));
    rmSync(home, { recursive: true, force: true });
  }
};

/**
 * The folder in which the data directory `pg` lies, and the programs if they had to be copied. That is the folder
 * itself; but where the server's account cannot reach it (root's home is closed to everybody else), it is one of its own
 * under /var/lib/plat, to which a link `pg` in the folder leads. The link counts, so the folder can be moved.
 * @param folder real path of the folder that the caller chose
 */
export const serverHome = async (folder: string, account: Account): Promise<string> => {
  const link = join(folder, 'pg');
  const outside = homeOutside(folder);
  if (outside && existsSync(outside)) {
    if (ownerOf(outside) !== folder) writeFileSync(join(outside, MARKER), folder);
    return outside;
  }
  if (outside) rmSync(link);
  if (canReach(folder, account) || existsSync(link)) return folder;
  mkdirSync(OUTSIDE, { recursive: true });
  chmodSync(OUTSIDE, 0o755);
  const prefix = `${createHash('sha256').update(folder).digest('hex').slice(0, 16)}-`;
  await removeAbandoned(folder, prefix);
  const home = mkdtempSync(join(OUTSIDE, prefix));
  chmodSync(home, 0o755);
  writeFileSync(join(home, MARKER), folder);
  symlinkSync(join(home, 'pg'), link);
  return home;
};
