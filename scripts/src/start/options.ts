import { join } from 'node:path';
import { parseEnvironment } from '@plat/shared/config/environment';
import { DEFAULT_PORTS, SERVICES, type ServiceName } from '@plat/shared/database/service';
import { SetupError } from '@plat/shared/database/setup-error';
import { z } from 'zod';

/** What the person who starts Plat chose. */
export interface StartOptions {
  /** One process for each service instead of one for all. */
  readonly processes: boolean;
  /** Where data, keys and ready.json are kept. */
  readonly directory: string;
  readonly gatewayPort: number;
  readonly servicePorts: Readonly<Record<ServiceName, number>>;
  readonly host: string;
  /** How many times as much demo data. */
  readonly demoScale: number;
}

const port = z.coerce
  .number({ error: 'must be a port number' })
  .int('must be a port number')
  .min(0, 'must be a port number')
  .max(65_535, 'must be a port number');

/** @throws SetupError for an unknown argument, and for variables that are malformed */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv, root: string): StartOptions {
  const unknown = args.filter((argument) => argument !== '--processes');
  if (unknown.length > 0) throw new SetupError(`Unknown argument ${unknown.join(' ')}: "npm start" takes "-- --processes" or nothing.`);
  const values = parseEnvironment(env, {
    PORT: port.default(4000),
    HOST: z.string().default('127.0.0.1'),
    PLAT_DEMO_SCALE: z.coerce.number({ error: 'must be a number from 1 to 1000' }).int().min(1).max(1000).default(1),
    PLAT_DIRECTORY: z.string().default(join(root, '.plat')),
  });
  const ports = parseEnvironment(
    env,
    Object.fromEntries(SERVICES.map((service) => [`${service.toUpperCase()}_PORT`, port.default(DEFAULT_PORTS[service])])),
  );
  return {
    processes: args.includes('--processes'),
    directory: values.PLAT_DIRECTORY,
    gatewayPort: values.PORT,
    host: values.HOST,
    demoScale: values.PLAT_DEMO_SCALE,
    servicePorts: Object.fromEntries(SERVICES.map((service) => [service, ports[`${service.toUpperCase()}_PORT`]])) as Record<
      ServiceName,
      number
    >,
  };
}
