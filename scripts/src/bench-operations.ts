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
const ROUNDS = number('ROUNDS', 7);
const SECONDS = number('SECONDS', 2);
const CONNECTIONS = number('CONNECTIONS', 8);
const SETTINGS = (process.env.SETTINGS ?? Object.keys(OURS).join()).split(',') as (keyof typeof OURS)[];

/** Where the system puts processes, or one core for those that answer GraphQL and another for PostgreSQL and the load. */
type Layout = 'free' | 'pinned';
const CHOSEN = (process.env.LAYOUTS ?? 'free,pinned').split(',');
const LAYOUTS = (['free', 'pinned'] as const).filter((layout) => CHOSEN.includes(layout)); // what is pinned once is not set free again
const CORES = { answering: 1, others: 0 };

/** Has this process, and all that it starts from now on, run on a core. */
function runOn(core: number): void {
  if (process.platform !== 'linux') throw new Error('Only Linux gives a process a core; LAYOUTS=free does without.');
  execFileSync('taskset', ['-a', '-p', '-c', String(core), String(process.pid)], { stdio: 'ignore' });
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Asks both gateways over the same services, in turn. */
async function compare(setting: keyof typeof OURS, environments: Environments, office: Office, layout: Layout) {
  if (layout === 'pinned') runOn(CORES.answering);
  const ours = await OURS[setting](environments);
  const stock = await startStock(environments).catch(async (error) => {
    await ours.stop();
    throw error;
  });
  if (layout === 'pinned') runOn(CORES.others);
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
    const ratios = ({ plat = [], apollo = [] }: Record<string, Throughput[]>) =>
      plat.map(({ perSecond }, round) => perSecond / (apollo[round]?.perSecond ?? 0));
    const times = Object.fromEntries(Object.entries(results).map(([name, each]) => [name, Number(median(ratios(each)).toFixed(2))]));
    return { areEqual, times, results };
  } finally {
    await stock.stop();
    await ours.stop();
  }
}

/** All settings of ours in a layout, on a PostgreSQL of their own. */
const compareAll = (layout: Layout) =>
  withMigrated(async (ground) => {
    const office = await loadOffice(ground.urls, { exchanges: 200, coordinators: 2 });
    const environments = await trialEnvironments(ground, { RUN_JOBS: 'off' });
    const compared: Record<string, Awaited<ReturnType<typeof compare>>> = {};
    for (const setting of SETTINGS) compared[setting] = await compare(setting, environments, office, layout);
    return compared;
  }, NEVER_KILLED);

/**
 * `npm run bench:operations`: what an office asks for most (the page of an exchange, its lists, the overview), made of three
 * services, through our gateway and through @apollo/gateway behind Apollo Server over the same running services, in turn:
 * with ours in one process with the services, as `npm start` has it, and with a process for each; all on the cores that
 * there are, and then with one core for all that answers GraphQL and one for PostgreSQL and the load. Prints one line of
 * JSON, with medians of the rounds' ratios; exit code 1 when answers differ, or when on one core, in one process, an operation is
 * not had twice as often.
 */
void runCommand(async () => {
  if (!existsSync(join(PEERS, 'node_modules')))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'], { cwd: PEERS, stdio: 'inherit' });
  const layouts: Partial<Record<Layout, Awaited<ReturnType<typeof compareAll>>>> = {};
  for (const layout of LAYOUTS) {
    if (layout === 'pinned') runOn(CORES.others);
    layouts[layout] = await compareAll(layout);
  }
  const timesOf = (compared: Awaited<ReturnType<typeof compareAll>>) =>
    Object.fromEntries(Object.entries(compared).map(([setting, { times }]) => [setting, times]));
  const times = Object.fromEntries(Object.entries(layouts).map(([layout, compared]) => [layout, timesOf(compared)]));
  console.log(JSON.stringify({ bench: 'operations', times, ...layouts, load: Math.round(loadavg()[0] ?? 0) }));
  const areEqual = Object.values(layouts).every((compared) => Object.values(compared).every((one) => one.areEqual));
  const onOneCore = Object.values(layouts.pinned?.together?.times ?? {});
  if (!areEqual || onOneCore.some((ratio) => ratio < TARGET)) process.exitCode = 1;
});
