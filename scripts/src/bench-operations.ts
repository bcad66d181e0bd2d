import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { runCommand } from './command';
import { askerOf } from './exchange-page/asker';
import { loadOffice, type Office } from './exchange-page/office';
import { OURS, startStock } from './operations/gateways';
import { hotOperations } from './operations/hot-operations';
import { type Throughput, throughputOf } from './operations/throughput';
import { NEVER_KILLED, trialEnvironments, withMigrated } from './processes/installation';
import type { Environments } from './start/environments';

const PEERS = join(__dirname, '../../bench/gateway');
const TARGET = 2;
const number = (name: string, fallback: number) => Number(process.env[name] ?? fallback);
const ROUNDS = number('ROUNDS', 3);
const SECONDS = number('SECONDS', 5);
const CONNECTIONS = number('CONNECTIONS', 8);
const SETTINGS = (process.env.SETTINGS ?? Object.keys(OURS).join()).split(',') as (keyof typeof OURS)[];

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Asks both gateways over the same services, in turn. */
async function compare(setting: keyof typeof OURS, environments: Environments, office: Office) {
  const ours = await OURS[setting](environments);
  const stock = await startStock(environments).catch(async (error) => {
    await ours.stop();
    throw error;
  });
  try {
    const urls = { plat: ours.url, apollo: stock.url };
    const people = await Promise.all(Object.values(urls).map((url) => askerOf(url, office.coordinator)));
    const operations = Object.entries(hotOperations(office));
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
          const options = { connections: CONNECTIONS, bodyOf: (n: number) => JSON.stringify(operation(n + round * 1_000)) };
          await throughputOf(url, authorization, { ...options, seconds: 1 });
          const result = await throughputOf(url, authorization, { ...options, seconds: SECONDS });
          results[name] = { ...results[name], [gateway]: [...(results[name]?.[gateway] ?? []), result] };
        }
    const of = (name: string, gateway: string) => median((results[name]?.[gateway] ?? []).map(({ perSecond }) => perSecond));
    const times = Object.fromEntries(operations.map(([name]) => [name, Number((of(name, 'plat') / of(name, 'apollo')).toFixed(2))]));
    return { areEqual, times, results };
  } finally {
    await stock.stop();
    await ours.stop();
  }
}

/**
 * `npm run bench:operations`: what an office asks for most (the page of an exchange, its lists, the overview), made of three
 * services, through our gateway and through @apollo/gateway behind Apollo Server over the same running services, in turn:
 * with ours in one process with the services, as `npm start` has it, and with a process for each. Prints one line of JSON; exit
 * code 1 when answers differ, or when the page of an exchange is not had twice as often in one of the two.
 */
void runCommand(async () => {
  if (!existsSync(join(PEERS, 'node_modules')))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'], { cwd: PEERS, stdio: 'inherit' });
  const settings = await withMigrated(async (ground) => {
    const office = await loadOffice(ground.urls, { exchanges: 200, coordinators: 2 });
    const environments = await trialEnvironments(ground, { RUN_JOBS: 'off' });
    const compared: [string, Awaited<ReturnType<typeof compare>>][] = [];
    for (const setting of SETTINGS) compared.push([setting, await compare(setting, environments, office)]);
    return compared;
  }, NEVER_KILLED);
  const times = Object.fromEntries(settings.map(([name, compared]) => [name, compared.times]));
  console.log(JSON.stringify({ bench: 'operations', times, ...Object.fromEntries(settings), load: Math.round(loadavg()[0] ?? 0) }));
  if (settings.some(([, compared]) => !compared.areEqual || (compared.times.page ?? 0) < TARGET)) process.exitCode = 1;
});
