import { createServer } from 'node:net';
import { SERVICES } from '@plat/shared/database/service';
import { SetupError } from '@plat/shared/database/setup-error';
import type { StartOptions } from './options';

/** The port, or a free one where 0 was asked for. @throws NodeJS.ErrnoException EADDRINUSE, EACCES */
const tryPort = (port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ port, host }, () => {
      const { port: found } = server.address() as { port: number };
      server.close(() => resolve(found));
    });
  });

const chosen = async (port: number, host: string, name: string, variable: string): Promise<number> => {
  try {
    return await tryPort(port, host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be had (${code})`;
    throw new SetupError(`Port ${port}, which the ${name} needs, ${why}: stop what listens there, or choose another with ${variable}.`);
  }
};

/** Settles all ports before anything is made, so that a busy one leaves nothing behind. @throws SetupError naming the port and its variable */
export async function settlePorts(options: StartOptions): Promise<StartOptions> {
  const gatewayPort = await chosen(options.gatewayPort, options.host, 'gateway', 'PORT');
  const servicePorts = { ...options.servicePorts };
  for (const service of SERVICES)
    servicePorts[service] = await chosen(servicePorts[service], '127.0.0.1', `${service} service`, `${service.toUpperCase()}_PORT`);
  return { ...options, gatewayPort, servicePorts };
}
