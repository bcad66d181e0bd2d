import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@plat/gateway/config';
import { startGateway } from '@plat/gateway/gateway';
import type { ServiceAddresses } from '@plat/shared/access/service-client';
import { discardPostgres, type RunningPostgres } from '@plat/shared/database/embedded-postgres';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { JWK } from 'jose';
import { seedDemo } from '../start/assembly';
import { provideDatabases } from '../start/databases';
import { environmentsOf } from '../start/environments';
import { settlePorts } from '../start/free-ports';
import { startServices, subgraphsOf } from '../start/in-process';
import { provideKeys } from '../start/keys';
import { readOptions } from '../start/options';

/** The five services and the gateway with the demo, each reached over HTTP alone, and the keys that only they have. */
export interface AttackedStack {
  readonly url: string;
  readonly serviceUrls: ServiceAddresses;
  readonly subgraphs: Readonly<Record<ServiceName, Subgraph>>;
  readonly keys: Readonly<Record<'gateway' | ServiceName, JWK>>;
}

const FREE_PORTS = { PORT: '0', ...Object.fromEntries(SERVICES.map((service) => [`${service.toUpperCase()}_PORT`, '0'])) };

/** Works on a stack of its own, of which nothing is left. */
export async function withStack<T>(work: (stack: AttackedStack) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'plat-attack-'));
  const undo: (() => Promise<unknown>)[] = [() => discardPostgres(directory)];
  try {
    const options = await settlePorts(readOptions([], { ...FREE_PORTS, PLAT_DIRECTORY: directory }, directory));
    const { keys } = provideKeys(directory, {});
    const onServer = (server: RunningPostgres) => void undo.push(server.stop);
    const { urls } = await provideDatabases(directory, {}, keys.PLAT_DATABASE_SECRET as string, () => undefined, onServer);
    const environments = environmentsOf(options, keys, urls, { LOG_LEVEL: 'silent' });
    const services = await startServices(environments);
    undo.push(() => Promise.all(Object.values(services).map((service) => service.stop())));
    const subgraphs = subgraphsOf(services);
    await seedDemo(subgraphs, 1, () => undefined);
    const gateway = await startGateway(readConfig(environments.gateway));
    undo.push(gateway.stop);
    return await work({
      url: gateway.url,
      subgraphs,
      serviceUrls: Object.fromEntries(SERVICES.map((name) => [name, services[name].url])) as ServiceAddresses,
      keys: Object.fromEntries(
        ['gateway', ...SERVICES].map((name) => [name, JSON.parse(keys[variableOf(name)] as string)]),
      ) as AttackedStack['keys'],
    });
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

const variableOf = (name: string) => (name === 'gateway' ? 'PLAT_GATEWAY_KEY' : `${name.toUpperCase()}_KEY`);
