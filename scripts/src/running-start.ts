import { join } from 'node:path';
import { SERVICES } from '@plat/shared/database/service';
import { urlVariable } from './database-env';
import { isAlive, readReady } from './doctor/running-start';
import { provideKeys } from './start/keys';

const ROOT = join(__dirname, '../..');

/**
 * The environment of an operator's command. Who names no database means what `npm start` runs: then its databases, keys and
 * services stand in it. One variable of a database that is set is enough to mean one's own, so that nothing is mixed.
 * @param say told what is meant
 */
export function environmentOrRunningStart(env: NodeJS.ProcessEnv, say: (line: string) => void = console.log): NodeJS.ProcessEnv {
  if (Object.keys(env).some((name) => name.endsWith('_DATABASE_URL') && env[name])) return env;
  const directory = env.PLAT_DIRECTORY || join(ROOT, '.plat');
  const ready = readReady(directory);
  if (!ready || ready === 'unreadable' || !isAlive(ready)) return env; // then the command says which variables it needs
  say(`This is about what npm start runs on ${directory}.`);
  const urls = SERVICES.flatMap((service) => [
    [urlVariable(service, 'system'), ready.systemDatabases[service]],
    [`${service.toUpperCase()}_URL`, ready.services[service]],
  ]);
  return { ...provideKeys(directory, env).keys, ...Object.fromEntries(urls), ...env };
}
