import { createServer } from 'node:net';
import { join } from 'node:path';
import { processLockHolder } from '@plat/shared/database/process-lock';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import type { StartOptions } from '../start/options';
import type { ReadyFile } from '../start/ready';
import { broken, type Finding, good, note } from './finding';
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

async function checkPort({ name, host, port, variable, health }: Wanted, runs: boolean, directory: string): Promise<Finding> {
  const code = await refusalOf(port, host);
  if (code === undefined) {
    if (!runs) return good(`Port ${port} (${name}) is free`);
    return broken(`Plat runs, but nothing listens on port ${port} (${name})`, 'stop Plat and "npm start" again');
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
  const starting = runs ? undefined : processLockHolder(join(directory, 'pg-lock.json'));
  if (starting !== undefined)
    return note(
      `Port ${port} (${name}) is in use while a start of this folder (process ${starting}) is under way`,
      'wait for it, and ask again',
    );
  return broken(
    `Port ${port} (${name}) is in use by something else`,
    `find it with "lsof -nP -i :${port}" and stop it, or choose another with ${variable}`,
  );
}

/** A start that runs is where it says itself, whatever this environment would have it take. */
const heldBy = (wanted: readonly Wanted[], { graphql, services }: Pick<ReadyFile, 'graphql'> & Partial<ReadyFile>): Wanted[] =>
  wanted.map((one) => {
    const url = one.name === 'gateway' ? graphql : services?.[one.name as ServiceName];
    if (!url) return one; // written by a start that did not say so yet
    const { hostname, port } = new URL(url);
    return { ...one, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
  });

/** Every port that a start takes: free, or held by the start that runs out of this directory. */
export function checkPorts(options: StartOptions): Promise<Finding[]> {
  const ready = readReady(options.directory);
  const running = ready !== undefined && ready !== 'unreadable' && isAlive(ready) ? ready : undefined;
  const wanted = wantedBy(options);
  return Promise.all(
    (running ? heldBy(wanted, running) : wanted)
      .filter(({ port }) => port !== 0)
      .map((one) => checkPort(one, running !== undefined, options.directory)),
  );
}
