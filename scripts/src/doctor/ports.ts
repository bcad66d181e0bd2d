import { createServer } from 'node:net';
import { SERVICES } from '@plat/shared/database/service';
import type { StartOptions } from '../start/options';
import { broken, type Finding, good } from './finding';
import { answerOf, isAlive, readReady } from './running-start';

/** A port that a start takes. */
interface Wanted {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** The variable that chooses another. */
  readonly variable: string;
  /** Where its process tells how it is. */
  readonly health: string;
}

const wantedBy = ({ gatewayPort, servicePorts, host }: StartOptions): Wanted[] => [
  { name: 'gateway', host, port: gatewayPort, variable: 'PORT', health: '/healthz' },
  ...SERVICES.map((name) => ({
    name,
    host: '127.0.0.1',
    port: servicePorts[name],
    variable: `${name.toUpperCase()}_PORT`,
    health: '/readyz',
  })),
];

/** Why a port is not to be had: the system's code, such as EADDRINUSE; undefined when it is free. */
const refusalOf = (port: number, host: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer().once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'unknown'));
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });

const HEALTHY = new Set(['up', 'ready']);

async function checkPort({ name, host, port, variable, health }: Wanted, runs: boolean): Promise<Finding> {
  const code = await refusalOf(port, host);
  if (code === undefined) {
    if (!runs) return good(`Port ${port} (${name}) is free`);
    return broken(
      `Plat runs, but nothing listens on port ${port} (${name})`,
      `stop Plat and "npm start" again, or set ${variable} here as it was set there`,
    );
  }
  if (code !== 'EADDRINUSE')
    return broken(
      `Port ${port} (${name}) cannot be had on ${host} (${code})`,
      `choose another with ${variable}, or another address with HOST`,
    );
  const answer = runs
    ? ((await answerOf(`http://${host.includes(':') ? `[${host}]` : host}:${port}${health}`)) as { status?: unknown } | undefined)
    : undefined;
  if (HEALTHY.has(String(answer?.status))) return good(`Port ${port} (${name}) is held by the Plat that runs`);
  if (answer?.status === 'database')
    return broken(`The ${name} service on port ${port} has lost its database`, 'start that database, or Plat anew');
  return broken(
    `Port ${port} (${name}) is in use by something else`,
    `find it with "lsof -nP -i :${port}" and stop it, or choose another with ${variable}`,
  );
}

/** Every port that a start takes: free, or held by the start that runs out of this directory. */
export function checkPorts(options: StartOptions): Promise<Finding[]> {
  const ready = readReady(options.directory);
  const runs = ready !== undefined && ready !== 'unreadable' && isAlive(ready);
  return Promise.all(
    wantedBy(options)
      .filter(({ port }) => port !== 0)
      .map((wanted) => checkPort(wanted, runs)),
  );
}
