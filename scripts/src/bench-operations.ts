import 'reflect-metadata';
import { execFileSync, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { runCommand } from './command';
import { askerOf } from './exchange-page/asker';
import { loadOffice, type Office } from './exchange-page/office';
import { OVERVIEW, PAGE } from './exchange-page/page-queries';
import { type Throughput, throughputOf } from './operations/throughput';
import { NEVER_KILLED, trialEnvironments, withMigrated } from './processes/installation';
import { ACTORS, Stage } from './processes/stage';

const ROOT = join(__dirname, '../..');
const PEERS = join(ROOT, 'bench/gateway');
const TARGET = 2;
const number = (name: string, fallback: number) => Number(process.env[name] ?? fallback);
const ROUNDS = number('ROUNDS', 3);
const SECONDS = number('SECONDS', 8);
const CONNECTIONS = number('CONNECTIONS', 8);

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Starts @apollo/gateway over the services that run. @returns where it answers, and what ends it */
async function startStock(env: Readonly<Record<string, string>>): Promise<{ url: string; stop(): void }> {
  const port = await freePort();
  const child = fork(join(__dirname, 'operations/stock-process.ts'), [], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, PORT: String(port) },
    execArgv: ['--conditions=source', '--import=tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('The gateway to compare with did not start; what it printed above says why.')));
  });
  return { url: `http://127.0.0.1:${port}/graphql`, stop: () => void child.kill() };
}

const operationsOf = ({ own }: Office): Readonly<Record<string, (n: number) => { query: string; variables?: object }>> => ({
  page: (n) => ({ query: PAGE, variables: { id: own[n % own.length]?.id } }),
  overview: () => ({ query: OVERVIEW }),
});

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/**
 * `npm run bench:operations`: the pages of an exchange and of the overview, made of three services, through our gateway and
 * through @apollo/gateway behind Apollo Server over the same running services, in turn. Prints one line of JSON; exit code 1
 * when the answers differ, or the pages of an exchange are not asked for twice as often.
 */
void runCommand(async () => {
  if (!existsSync(join(PEERS, 'node_modules')))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'], { cwd: PEERS, stdio: 'inherit' });
  const figures = await withMigrated(async (ground) => {
    const office = await loadOffice(ground.urls, { exchanges: 200, coordinators: 2 });
    const environments = await trialEnvironments(ground, { RUN_JOBS: 'off' });
    const stage = await Stage.start(environments, { mortal: ACTORS, deaths: [] });
    const stock = await startStock(environments.gateway).catch(async (error) => {
      await stage.stop();
      throw error;
    });
    try {
      const { url: ours } = stage;
      const urls = { plat: ours, apollo: stock.url };
      const people = await Promise.all(Object.values(urls).map((url) => askerOf(url, office.coordinator)));
      const operations = Object.entries(operationsOf(office));
      let areEqual = true;
      for (const [, operation] of operations)
        for (let n = 0; n < 5; n++) {
          const { query, variables } = operation(n);
          const [one, other] = await Promise.all(people.map((person) => person.ask(query, variables)));
          areEqual &&= isDeepStrictEqual(one, other);
        }
      const results: Record<string, Record<string, Throughput[]>> = {};
      for (let round = 0; round < ROUNDS; round++)
        for (const [name, operation] of operations)
          for (const [gateway, url] of Object.entries(urls)) {
            const { authorization } = await askerOf(url, office.coordinator); // an access token holds for five minutes
            const bodyOf = (n: number) => JSON.stringify(operation(n + round * 1_000));
            const options = { connections: CONNECTIONS, bodyOf };
            await throughputOf(url, authorization, { ...options, seconds: 2 });
            const result = await throughputOf(url, authorization, { ...options, seconds: SECONDS });
            results[name] = { ...results[name], [gateway]: [...(results[name]?.[gateway] ?? []), result] };
          }
      const of = (name: string, gateway: string) => median((results[name]?.[gateway] ?? []).map(({ perSecond }) => perSecond));
      const times = Object.fromEntries(operations.map(([name]) => [name, Number((of(name, 'plat') / of(name, 'apollo')).toFixed(2))]));
      return { bench: 'operations', areEqual, times, results };
    } finally {
      stock.stop();
      await stage.stop();
    }
  }, NEVER_KILLED);
  console.log(JSON.stringify({ ...figures, load: Math.round(loadavg()[0] ?? 0) }));
  if (!figures.areEqual || (figures.times.page ?? 0) < TARGET) process.exitCode = 1;
});
