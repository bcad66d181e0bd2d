// npm run bench:gateway: our gateway, @apollo/gateway behind Apollo Server, and Hive Gateway with its planner in Rust. All of them run,
// on one core, and are asked in turns of a few seconds, from another core that the load and the subgraphs have.
const { execFileSync, spawn } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { isDeepStrictEqual } = require('node:util');

if (!existsSync(join(__dirname, 'node_modules'))) {
  console.log('Installing the gateways to compare with, this once …');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'], { cwd: __dirname, stdio: 'inherit' });
}
const { load } = require('./load.cjs');
const { QUERY } = require('./subgraphs.cjs');

const ROOT = join(__dirname, '../..');
execFileSync('npx', ['turbo', 'run', 'build', '--filter=@plat/gateway', '--output-logs=errors-only'], {
  cwd: ROOT,
  stdio: ['ignore', 'ignore', 'inherit'],
});
const PORTS = { plat: 4300, apollo: 4301, hive: 4302 };
const SUPERGRAPH = join(__dirname, 'supergraph.graphql');
const number = (name, fallback) => Number(process.env[name] ?? fallback);
const ROUNDS = number('ROUNDS', 9);
const SECONDS = number('SECONDS', 3);
const CONNECTIONS = number('CONNECTIONS', 50);

const node = process.execPath;
/** What `npm run gateway` tells V8; its other options are for sources, and the code that is measured is built. */
const FLAGS = require('../../package.json')
  .scripts.gateway.split(' ')
  .filter((word) => /^--(?!conditions|import)/.test(word));
const GATEWAYS = {
  plat: [node, [...FLAGS, join(ROOT, 'gateway/dist/generic/main.js'), '--supergraph', SUPERGRAPH, '--port', PORTS.plat]],
  apollo: [node, ['--max-semi-space-size=32', join(__dirname, 'stock.cjs'), PORTS.apollo]],
  hive: [
    node,
    [
      '--max-semi-space-size=32',
      join(__dirname, 'node_modules/@graphql-hive/gateway/dist/bin.js'),
      'supergraph',
      SUPERGRAPH,
      '--port',
      PORTS.hive,
      '--host',
      '127.0.0.1',
      '--config-path',
      join(__dirname, 'hive.config.cjs'),
    ],
  ],
};
const CHOSEN = (process.env.GATEWAYS ?? Object.keys(GATEWAYS).join()).split(',');

const pinned = (core, [command, args], options) => {
  const whole =
    process.platform === 'linux' ? ['taskset', ['-c', String(core), command, ...args.map(String)]] : [command, args.map(String)];
  return spawn(...whole, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
};
const bodyOf = (seed) => JSON.stringify({ query: QUERY, operationName: 'Bench', variables: { seed } });
const ask = async (url, seed) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: bodyOf(seed),
  });
  return response.json();
};
const until = async (what, work) => {
  for (let n = 0; n < 300; n++) {
    const value = await work().catch(() => undefined);
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what} does not answer`);
};
const calls = async () => (await (await fetch('http://127.0.0.1:4201')).json()).calls;
const residentMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024;
/** CPU time of a process with all of its threads; the clock of the kernel ticks a hundred times a second. */
const cpuMs = (pid) => {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10;
};
const ended = (child) =>
  new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve()));

function spawned(name) {
  const child = pinned(0, GATEWAYS[name], { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn' } });
  return { name, child, url: `http://127.0.0.1:${PORTS[name]}/graphql`, failed: 0, unique: 0 };
}

/** Until it answers, and is warm. */
async function begin(gateway) {
  gateway.answer = await until(gateway.name, async () => {
    const { data } = await ask(gateway.url, 'first');
    return data?.users ? data : undefined;
  });
  gateway.length = Buffer.byteLength(JSON.stringify({ data: gateway.answer }));
  await Promise.all([DISTINCT, IDENTICAL].map((seedOf) => press(gateway, Math.max(3, SECONDS), seedOf)));
}

const DISTINCT = (gateway) => `${process.pid}-${gateway.unique++}`;
const IDENTICAL = () => 'same';

function press(gateway, seconds, seedOf) {
  const check = (bytes, text) => {
    if (bytes === gateway.length || bytes === gateway.length + 1) return; // some end it with a new line
    if (gateway.failed++ === 0) console.error(`${gateway.name} answered otherwise under load: ${text().slice(0, 300)}`);
  };
  return load({ url: gateway.url, connections: CONNECTIONS, seconds, bodyOf: () => bodyOf(seedOf(gateway)), check });
}

async function measure(gateway) {
  const before = await calls();
  const cpuBefore = cpuMs(gateway.child.pid);
  const apart = await press(gateway, SECONDS, DISTINCT);
  const perRequest = ((await calls()) - before) / apart.requests;
  const cpu = (cpuMs(gateway.child.pid) - cpuBefore) / apart.requests;
  const same = await press(gateway, SECONDS, IDENTICAL);
  return { perRequest, cpu, apart, same, rss: residentMb(gateway.child.pid) };
}

async function stop({ child }) {
  child.kill('SIGTERM');
  const killed = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended(child);
  clearTimeout(killed);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function main() {
  const subgraphs = pinned(1, [node, [join(__dirname, 'subgraphs.cjs'), 4201]], {});
  if (process.platform === 'linux') execFileSync('taskset', ['-a', '-p', '-c', '1', String(process.pid)], { stdio: 'ignore' });
  const results = Object.fromEntries(CHOSEN.map((name) => [name, []]));
  const gateways = [];
  try {
    await until('the subgraphs', calls);
    for (const name of CHOSEN) {
      gateways.push(spawned(name)); // to be stopped whether it ever answers or not
      await begin(gateways.at(-1));
    }
    for (let round = 1; round <= ROUNDS; round++)
      for (const gateway of gateways) {
        const result = await measure(gateway);
        results[gateway.name].push(result);
        const { apart, same } = result;
        console.log(`round ${round} ${gateway.name.padEnd(7)} distinct ${apart.rps.toFixed(0)}/s, identical ${same.rps.toFixed(0)}/s`);
      }
  } finally {
    await Promise.all(gateways.map(stop));
    subgraphs.kill();
    await ended(subgraphs);
  }
  const [first] = gateways;
  const areEqual = gateways.every(({ answer, failed }) => failed === 0 && isDeepStrictEqual(answer, first.answer));
  const of = (name, read) => median(results[name].map(read));
  console.table(
    Object.fromEntries(
      CHOSEN.map((name) => [
        name,
        {
          'distinct/s': Math.round(of(name, ({ apart }) => apart.rps)),
          'CPU ms/request': Number(of(name, ({ cpu }) => cpu).toFixed(2)),
          'p50 ms': Math.round(of(name, ({ apart }) => apart.p50)),
          'p99 ms': Math.round(of(name, ({ apart }) => apart.p99)),
          'identical/s': Math.round(of(name, ({ same }) => same.rps)),
          'MB resident': Math.round(Math.max(...results[name].map(({ rss }) => rss))),
          'calls/request': Number(of(name, ({ perRequest }) => perRequest).toFixed(1)),
        },
      ]),
    ),
  );
  // Of each round by itself: a machine that others use, too, has another speed a few seconds later.
  const ratio = (name, read) => {
    const pairs = results.plat.map((ours, round) => read(ours) / read(results[name][round]));
    return Number(median(pairs).toFixed(1));
  };
  const ratios = Object.fromEntries(
    CHOSEN.filter((name) => name !== 'plat' && results.plat).map((name) => [
      name,
      {
        distinct: ratio(name, ({ apart }) => apart.rps),
        identical: ratio(name, ({ same }) => same.rps),
        cpu: ratio(name, ({ cpu }) => 1 / cpu),
      },
    ]),
  );
  const answerBytes = JSON.stringify({ data: first.answer }).length;
  console.log(JSON.stringify({ bench: 'gateway', answerBytes, areEqual, times: ratios }));
  process.exitCode = areEqual ? 0 : 1;
}

void main();
