import { createServer, type Server } from 'node:net';
import { SERVICES } from '@plat/shared/database/service';
import { SetupError } from '@plat/shared/database/setup-error';
import type { StartOptions } from './options';

/** The port, or a free one where 0 was asked for, taken until the server is closed. @throws NodeJS.ErrnoException EADDRINUSE, EACCES */
const take = (port: number, host: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ port, host }, () => resolve(server));
  });

const chosen = async (port: number, host: string, name: string, variable: string, taken: Server[]): Promise<number> => {
  try {
    const server = await take(port, host);
    taken.push(server);
    return (server.address() as { port: number }).port;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new SetupError(
        `Port ${port}, which the ${name} needs, is in use: stop what listens there, or choose another with ${variable}.`,
      );
    if (code === 'EACCES') throw new SetupError(`Port ${port} takes rights that you do not have: choose one above 1023 with ${variable}.`);
    throw new SetupError(`Nothing can listen on ${host} (${code}): give an address of this machine in HOST, or leave it out.`);
  }
};

/** Settles all ports before anything is made, so that a busy one leaves nothing behind. @throws SetupError naming the port and its variable */
export async function settlePorts(options: StartOptions): Promise<StartOptions> {
  const given = [options.gatewayPort, ...Object.values(options.servicePorts)].filter((port) => port !== 0);
  const twice = given.find((port, index) => given.indexOf(port) !== index);
  if (twice !== undefined) throw new SetupError(`Port ${twice} is given twice: choose another with PORT, CRM_PORT and so on.`);
  const taken: Server[] = []; // all at once, or the system might give one of them twice
  try {
    const gatewayPort = await chosen(options.gatewayPort, options.host, 'gateway', 'PORT', taken);
    const servicePorts = { ...options.servicePorts };
    for (const service of SERVICES) {
      const variable = `${service.toUpperCase()}_PORT`;
      servicePorts[service] = await chosen(servicePorts[service], '127.0.0.1', `${service} service`, variable, taken);
    }
    return { ...options, gatewayPort, servicePorts };
  } finally {
    await Promise.all(taken.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}
