import { SERVICES } from '@plat/shared/database/service';
import { readOptions, type StartOptions } from '../start/options';
import { checkBuild } from './build';
import { checkData } from './data';
import { checkDatabases, externalServices } from './databases';
import { broken, type Finding, type Surroundings } from './finding';
import { checkChromium, checkDisk } from './machine';
import { checkPorts } from './ports';
import { checkReady } from './running-start';

/** The options of a start, or what is wrong with the variables that hold them. */
const optionsOf = ({ root, env }: Surroundings): StartOptions | Finding => {
  try {
    return readOptions([], env, root);
  } catch (error) {
    const [, ...faults] = (error as Error).message.split('\n').map((line) => line.trim());
    return broken(`The environment is malformed (${faults.join('; ')})`, 'correct these variables, or unset them');
  }
};

/** Looks at all that a start needs once its packages are there, and changes nothing. */
export async function examine(surroundings: Surroundings): Promise<Finding[]> {
  const options = optionsOf(surroundings);
  const embedded = externalServices(surroundings.env).length < SERVICES.length;
  return [
    checkBuild(surroundings),
    ...('state' in options
      ? [options]
      : [
          ...(await checkPorts(options)),
          ...(embedded ? checkData(options.directory) : []),
          await checkReady(options.directory),
          checkDisk(options.directory),
        ]),
    ...(await checkDatabases(surroundings)),
    checkChromium(surroundings),
  ];
}
