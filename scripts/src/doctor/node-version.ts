import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { broken, type Finding, good, type Surroundings } from './finding';

/** Whether this Node is one that the root's package.json asks for, `>=20.19.0`. @param found as `process.versions.node` */
export function checkNode({ root }: Surroundings, found: string = process.versions.node): Finding {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } };
  const floor = engines.node.replace('>=', '');
  const [have, want] = [found.split('.').map(Number), floor.split('.').map(Number)];
  const index = [0, 1, 2].find((position) => have[position] !== want[position]);
  const fits = index === undefined || (have[index] as number) > (want[index] as number);
  return fits ? good(`Node ${found}`) : broken(`Node ${found} is older than ${floor}`, 'install a newer one from nodejs.org');
}
