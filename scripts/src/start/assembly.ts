import { readConfig as readBuilds } from '@plat/builds/config';
import { definition as builds } from '@plat/builds/definition';
import { seed as seedBuilds } from '@plat/builds/seed';
import { readConfig as readCrm } from '@plat/crm/config';
import { definition as crm } from '@plat/crm/definition';
import { publicPaths } from '@plat/crm/jwks';
import { seed as seedCrm } from '@plat/crm/seed';
import { rawPaths } from '@plat/crm/stripe/stripe-webhook';
import { readConfig as readDocuments } from '@plat/documents/config';
import { definition as documents } from '@plat/documents/definition';
import { seed as seedDocuments } from '@plat/documents/seed';
import { readConfig as readExchanges } from '@plat/exchanges/config';
import { definition as exchanges } from '@plat/exchanges/definition';
import { seed as seedExchanges } from '@plat/exchanges/seed';
import { readConfig as readGateway } from '@plat/gateway/config';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { type DemoWorld, SEED_ORDER } from '@plat/shared/demo/demo-world';
import type { Service } from '@plat/shared/graphql/serve';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import { readConfig as readSync } from '@plat/sync/config';
import { definition as sync } from '@plat/sync/definition';
import { seed as seedSync } from '@plat/sync/seed';
import type { Environments } from './environments';

type Environment = Readonly<Record<string, string>>;

/** How each service is put together from its environment, as its own main does. */
export const ASSEMBLIES: Readonly<Record<ServiceName, (env: Environment) => Service>> = {
  crm: (env) => {
    const config = readCrm(env);
    return { definition: crm(config), config, publicPaths: publicPaths(config), rawPaths: rawPaths(config) };
  },
  documents: (env) => {
    const config = readDocuments(env);
    return { definition: documents(config), config };
  },
  sync: (env) => {
    const config = readSync(env);
    return { definition: sync(config), config };
  },
  builds: (env) => ({ definition: builds(), config: readBuilds(env) }),
  exchanges: (env) => {
    const config = readExchanges(env);
    return { definition: exchanges(config), config };
  },
};

/** Reads all environments as the processes will. @throws SetupError for a variable that one of them would refuse */
export function judgeEnvironments(environments: Environments): void {
  for (const service of SERVICES) ASSEMBLIES[service](environments[service]);
  readGateway(environments.gateway);
}

const SEEDS = { sync: seedSync, builds: seedBuilds, exchanges: seedExchanges, documents: seedDocuments } as const;

/** Fills empty databases with the demo, through the services. @param scale how many times as much */
export async function seedDemo(
  subgraphs: Readonly<Record<ServiceName, Subgraph>>,
  scale: number,
  onProgress: (message: string) => void,
): Promise<DemoWorld> {
  onProgress('Seeding the demo: crm');
  const world = await seedCrm(subgraphs.crm, scale);
  for (const service of SEED_ORDER) {
    if (service === 'crm') continue;
    onProgress(`Seeding the demo: ${service}`);
    await SEEDS[service](subgraphs[service], world, scale);
  }
  return world;
}
