import { fork } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '@plat/shared/database/postgres-server';
import { EXEC_ARGV, programFile } from '../processes/as-this';
import { ACTORS, Stage } from '../processes/stage';
import type { Environments } from '../start/environments';

/** Something that answers GraphQL, until it is stopped. */
export interface Answering {
  readonly url: string;
  stop(): void | Promise<void>;
}

/** As `npm start` has it: what a request holds until it is answered dies young more often, which is 7 % of a list. */
const YOUNG_GENERATION = '--max-semi-space-size=32';

/** Runs a program of this folder until it says that it listens. @param order what it is told first */
async function run(program: string, env: Readonly<Record<string, string>>, order?: object): Promise<() => void> {
  const child = fork(programFile(join(__dirname, program)), [], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env },
    execArgv: [...EXEC_ARGV, YOUNG_GENERATION],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  if (order) child.send(order);
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error(`${program} did not start; what it printed above says why.`)));
  });
  return () => void child.kill('SIGKILL');
}

/** @apollo/gateway over the services that run. */
export async function startStock({ gateway }: Environments): Promise<Answering> {
  const port = await freePort();
  return { url: `http://127.0.0.1:${port}/graphql`, stop: await run('stock-process', { ...gateway, PORT: String(port) }) };
}

/** Ours, with its services: in one process with them as `npm start` has them, or each in a process of its own. */
export const OURS: Readonly<Record<'together' | 'apart', (environments: Environments) => Promise<Answering>>> = {
  together: async (environments) => {
    const url = `http://127.0.0.1:${environments.gateway.PORT}/graphql`;
    return { url, stop: await run('whole-process', {}, environments) };
  },
  apart: (environments) => {
    const inProduction = Object.entries(environments).map(([name, env]) => [name, { NODE_ENV: 'production', ...env }]);
    return Stage.start(Object.fromEntries(inProduction) as typeof environments, { mortal: ACTORS, deaths: [] });
  },
};
