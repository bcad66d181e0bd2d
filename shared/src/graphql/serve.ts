import closeWithGrace from 'close-with-grace';
import { endWithParent } from '../config/end-with-parent';
import type { ServiceConfig } from '../config/service-config';
import type { ServiceName } from '../database/service';
import { SetupError } from '../database/setup-error';
import type { RawPaths } from './raw-paths';
import { Subgraph, type SubgraphDefinition } from './subgraph';
import { subgraphServer } from './subgraph-server';

/** What a service's main brings. */
export interface Service {
  readonly definition: SubgraphDefinition;
  readonly config: ServiceConfig;
  readonly publicPaths?: Readonly<Record<string, () => Promise<object>>>;
  readonly rawPaths?: RawPaths;
}

/** A service that listens. */
export interface ListeningService {
  readonly subgraph: Subgraph;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a service and lets it listen. @throws Error in one sentence when a database or the port is not to be had */
export async function listen({ definition, config, publicPaths, rawPaths }: Service): Promise<ListeningService> {
  const subgraph = await Subgraph.start(definition, config);
  const server = subgraphServer(subgraph, publicPaths, rawPaths);
  try {
    const url = await server.listen({ host: config.host, port: config.port });
    return { subgraph, url, stop: () => server.close().then(() => subgraph.stop()) };
  } catch (error) {
    await server.close();
    await subgraph.stop();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new SetupError(`Port ${config.port} of ${config.host} is in use; stop what listens there, or choose another with PORT.`);
  }
}

/** The life of a service's process: start, listen, and on SIGTERM or Ctrl-C finish what is under way and go. */
export async function serve(name: ServiceName, assemble: () => Service): Promise<void> {
  endWithParent();
  try {
    const service = await listen(assemble());
    if (process.connected) process.send?.({ listening: service.url });
    closeWithGrace({ delay: 10_000 }, async ({ err }) => {
      if (err) service.subgraph.log.fatal({ err }, 'stopping after a fault');
      await service.stop();
    });
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}`);
    process.exit(1);
  }
}
