import { readConfig } from '@plat/gateway/config';
import { startGateway } from '@plat/gateway/gateway';
import { playgroundDirectory } from '@plat/gateway/playground/playground-assets';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { type ListeningService, listen } from '@plat/shared/graphql/serve';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import { ASSEMBLIES } from './assembly';
import type { Environments } from './environments';

/** Services that run, and how they end. */
export interface Running {
  readonly gateway: string;
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

const stopAll = async (services: readonly ListeningService[]) => void (await Promise.all(services.map((service) => service.stop())));

/** Starts all five services in this process, listening. @throws SetupError; none is left running then */
export async function startServices(environments: Environments): Promise<Record<ServiceName, ListeningService>> {
  const started = new Map<ServiceName, ListeningService>();
  try {
    for (const service of SERVICES) started.set(service, await listen(ASSEMBLIES[service](environments[service])));
    return Object.fromEntries(started) as Record<ServiceName, ListeningService>;
  } catch (error) {
    await stopAll([...started.values()]);
    throw error;
  }
}

export const subgraphsOf = (services: Readonly<Record<ServiceName, ListeningService>>) =>
  Object.fromEntries(SERVICES.map((service) => [service, services[service].subgraph])) as Record<ServiceName, Subgraph>;

/** Puts the gateway in front of services of this process; it asks them without HTTP. */
export async function serveInProcess(
  services: Readonly<Record<ServiceName, ListeningService>>,
  environments: Environments,
): Promise<Running> {
  try {
    const gateway = await startGateway(readConfig(environments.gateway), { local: subgraphsOf(services), playgroundDirectory });
    return { gateway: gateway.url, pids: [process.pid], stop: () => gateway.stop().then(() => stopAll(Object.values(services))) };
  } catch (error) {
    await stopAll(Object.values(services));
    throw error;
  }
}
