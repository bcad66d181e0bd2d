import { readConfig } from '@plat/gateway/config';
import { startGateway } from '@plat/gateway/gateway';
import { listen } from '@plat/shared/graphql/serve';
import { ASSEMBLIES } from '../start/assembly';
import type { Actor, Living } from './stage';

/** These actors in this process, each as its own main starts it: what does not die needs no process of its own. */
export const living = (...actors: readonly Actor[]): Living =>
  Object.fromEntries(
    actors.map((actor) => [
      actor,
      (env: Readonly<Record<string, string>>) => (actor === 'gateway' ? startGateway(readConfig(env)) : listen(ASSEMBLIES[actor](env))),
    ]),
  );
