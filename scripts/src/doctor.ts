import { join } from 'node:path';
import { type Finding, lineOf, type Surroundings } from './doctor/finding';
import { checkNode } from './doctor/node-version';
import { checkPackages } from './doctor/packages';

const isBroken = ({ state }: Finding): boolean => state === 'broken';

/** What needs packages is loaded only when they are known to be there. */
const examineRest = (surroundings: Surroundings): Promise<Finding[]> =>
  (require('./doctor/examine') as typeof import('./doctor/examine')).examine(surroundings);

/** `npm run doctor`: one line for each thing that a start needs, which ends in its fix. Exit code 1 when one is broken. */
async function main(): Promise<void> {
  const surroundings = { root: join(__dirname, '../..'), env: process.env };
  const basics = [checkNode(surroundings), checkPackages(surroundings)];
  const findings = basics.some(isBroken) ? basics : [...basics, ...(await examineRest(surroundings))];
  console.log(findings.map(lineOf).join('\n'));
  const count = findings.filter(isBroken).length;
  if (basics.some(isBroken)) console.log('\nThe rest is looked at when these are mended.');
  else console.log(count === 0 ? '\nNothing is broken.' : `\nBroken: ${count} of ${findings.length}.`);
  process.exitCode = count === 0 ? 0 : 1;
}

void main();
