import 'reflect-metadata';
import { readConfig } from '@plat/gateway/config';
import { startGateway } from '@plat/gateway/gateway';
import { endWithParent } from '@plat/shared/config/end-with-parent';
import type { Environments } from '../start/environments';
import { startServices, subgraphsOf } from '../start/in-process';

endWithParent();

/** All services and the gateway in one process, as `npm start` has them; the services listen besides. */
process.once('message', async (environments: Environments) => {
  const services = await startServices(environments);
  const { url } = await startGateway(readConfig(environments.gateway), { local: subgraphsOf(services) });
  process.send?.({ listening: url });
});
