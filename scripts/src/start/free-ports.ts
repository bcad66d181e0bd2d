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
  const gatewayPort = await chosen(options.gatewayPort, options.host, 'gateway', 'PORT');
  const servicePorts = { ...options.servicePorts };
  for (const service of SERVICES)
    servicePorts[service] = await chosen(servicePorts[service], '127.0.0.1', `${service} service`, `${service.toUpperCase()}_PORT`);
  const ports = [gatewayPort, ...Object.values(servicePorts)];
  const twice = ports.find((one, index) => ports.indexOf(one) !== index);
  if (twice !== undefined) throw new SetupError(`Port ${twice} is given twice: choose another with PORT, CRM_PORT and so on.`);
  return { ...options, gatewayPort, servicePorts };
}
