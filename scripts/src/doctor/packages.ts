import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { broken, type Finding, good, type Surroundings } from './finding';

interface Locked {
  readonly version?: string;
  readonly link?: boolean;
  /** May be missing: most are made for other platforms. */
  readonly optional?: boolean;
}

const installedVersion = (folder: string): string | undefined => {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string }).version ?? '';
  } catch {
    return undefined;
  }
};

/** What of a locked package is not so on disk, or undefined. */
const differenceOf = (root: string, path: string, { version, link, optional }: Locked): string | undefined => {
  const found = installedVersion(join(root, path));
  if (found === undefined) return optional ? undefined : `${path} is missing`;
  return link || version === undefined || found === version ? undefined : `${path} is ${found} instead of ${version}`;
};

/** Whether node_modules holds what package-lock.json says, by what each package there says of itself. */
export function checkPackages({ root }: Surroundings): Finding {
  if (!existsSync(join(root, 'node_modules'))) return broken('No packages are installed', 'npm ci');
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Readonly<Record<string, Locked>> };
  const locked = Object.entries(packages).filter(([path]) => path.includes('node_modules/'));
  const differences = locked.map(([path, entry]) => differenceOf(root, path, entry)).filter((difference) => difference !== undefined);
  if (differences.length === 0) return good(`${locked.length} packages are installed as locked`);
  const more = differences.length > 1 ? ` and ${differences.length - 1} more` : '';
  return broken(`The packages are not those of package-lock.json (${differences[0]}${more})`, 'npm ci');
}
