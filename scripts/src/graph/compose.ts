import { composeServices } from '@apollo/composition';
import { DEFAULT_PORTS, SERVICES, type ServiceName } from '@plat/shared/database/service';
import { SetupError } from '@plat/shared/database/setup-error';
import { buildFederatedSchema } from '@plat/shared/graphql/federated-schema';
import { parse, printSchema } from 'graphql';
import { SCHEMAS } from './services';

/** What the code makes of the graph: all of it is in git, and compared with this. */
export interface Graph {
  /** Text of each service's schema, by its file in the repository. */
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly supergraph: string;
  /** The schema that clients see. */
  readonly api: string;
}

export const subgraphFile = (service: ServiceName): string => `subgraphs/${service}/schema.graphql`;

/**
 * Prints the services' schemas and composes them.
 * @throws SetupError with every error, and every hint that is more than a remark
 */
export function composeGraph(): Graph {
  const sdl = Object.fromEntries(SERVICES.map((service) => [service, buildFederatedSchema(SCHEMAS[service]).sdl])) as Record<
    ServiceName,
    string
  >;
  const result = composeServices(
    SERVICES.map((name) => ({ name, url: `http://127.0.0.1:${DEFAULT_PORTS[name]}/graphql`, typeDefs: parse(sdl[name]) })),
  );
  const hints = (result.hints ?? []).filter(({ definition }) => definition.level.name !== 'DEBUG').map(({ message }) => message);
  const faults = [...(result.errors ?? []).map(({ message }) => message), ...hints];
  if (faults.length > 0 || !result.supergraphSdl) throw new SetupError(`The services do not compose:\n  ${faults.join('\n  ')}`);
  return {
    subgraphs: Object.fromEntries(SERVICES.map((service) => [subgraphFile(service), sdl[service]])),
    supergraph: `${result.supergraphSdl}\n`,
    api: `${printSchema(result.schema.toAPISchema().toGraphQLJSSchema())}\n`,
  };
}
