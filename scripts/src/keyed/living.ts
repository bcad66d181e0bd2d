import { readConfig } from '@plat/gateway/config';
import { startGateway } from '@plat/gateway/gateway';
import { listen } from '@plat/shared/graphql/serve';
import { ASSEMBLIES } from '../start/assembly';
import type { Living } from './stage';

/** All but crm in this process, each as its own main starts it: what does not die needs no process of its own. */
export const LIVING: Living = {
  builds: (env) => listen(ASSEMBLIES.builds(env)),
  exchanges: (env) => listen(ASSEMBLIES.exchanges(env)),
  gateway: (env) => startGateway(readConfig(env)),
};
