// npm run bench:gateway: our gateway, @apollo/gateway behind Apollo Server, and Hive Gateway with its planner in Rust, in turn,
// one core for each of them, one for the load and the subgraphs.
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
const PORT = 4300;
const SUPERGRAPH = join(__dirname, 'supergraph.graphql');
const number = (name, fallback) => Number(process.env[name] ?? fallback);
const ROUNDS = number('ROUNDS', 3);
const SECONDS = number('SECONDS', 10);
const CONNECTIONS = number('CONNECTIONS', 50);

const node = process.execPath;
const OURS = [
  node,
  [
    '--max-semi-space-size=16',
    '--heap-growing-percent=200',
    join(ROOT, 'gateway/dist/generic/main.js'),
    '--supergraph',
    SUPERGRAPH,
    '--port',
    PORT,
  ],
];
const GATEWAYS = {
  plat: OURS,
  apollo: [node, ['--max-semi-space-size=32', join(__dirname, 'stock.cjs'), PORT]],
  hive: [
    node,
    [
      '--max-semi-space-size=32',
      join(__dirname, 'node_modules/@graphql-hive/gateway/dist/bin.js'),
      'supergraph',
      SUPERGRAPH,
      '--port',
      PORT,
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
const ask = async (seed) => {
  const response = await fetch(`http://127.0.0.1:${PORT}/graphql`, {
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

async function measure(name) {
  const gateway = pinned(0, GATEWAYS[name], { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn' } });
  try {
    const answer = await until(name, async () => {
      const { data } = await ask('first');
      return data?.users ? data : undefined;
    });
    let failed = 0;
    const { length } = Buffer.from(JSON.stringify({ data: answer }));
    const check = (body) => {
      if (body.length === length || body.length === length + 1) return;
      if (failed++ === 0) console.error(`${name} answered otherwise under load: ${body.toString().slice(0, 300)}`);
    };
    const url = `http://127.0.0.1:${PORT}/graphql`;
    const options = { url, connections: CONNECTIONS, check };
    let unique = 0;
    const distinct = () => bodyOf(`s${process.pid}-${unique++}`);
    await load({ ...options, seconds: Math.max(3, SECONDS / 2), bodyOf: distinct });
    const before = await calls();
    const cpuBefore = cpuMs(gateway.pid);
    const apart = await load({ ...options, seconds: SECONDS, bodyOf: distinct });
    const perRequest = ((await calls()) - before) / apart.requests;
    const cpu = (cpuMs(gateway.pid) - cpuBefore) / apart.requests;
    const same = await load({ ...options, seconds: SECONDS, bodyOf: () => bodyOf('same') });
    return { answer, failed, perRequest, cpu, apart, same, rss: residentMb(gateway.pid) };
  } finally {
    gateway.kill('SIGTERM');
    const killed = setTimeout(() => gateway.kill('SIGKILL'), 5_000);
    await ended(gateway);
    clearTimeout(killed);
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function main() {
  const subgraphs = pinned(1, [node, [join(__dirname, 'subgraphs.cjs'), 4201]], {});
  if (process.platform === 'linux') execFileSync('taskset', ['-a', '-p', '-c', '1', String(process.pid)], { stdio: 'ignore' });
  const results = Object.fromEntries(CHOSEN.map((name) => [name, []]));
  try {
    await until('the subgraphs', calls);
    for (let round = 0; round < ROUNDS; round++)
      for (const name of CHOSEN) {
        const result = await measure(name);
        results[name].push(result);
        const { apart, same } = result;
        console.log(
          `round ${round + 1} ${name.padEnd(7)} distinct ${apart.rps.toFixed(0)}/s, identical ${same.rps.toFixed(0)}/s, failed ${result.failed}`,
        );
      }
  } finally {
    subgraphs.kill();
    await ended(subgraphs);
  }
  const [first] = results[CHOSEN[0]];
  const areEqual = Object.values(results).every((rounds) =>
    rounds.every(({ answer, failed }) => failed === 0 && isDeepStrictEqual(answer, first.answer)),
  );
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
          'MB resident': Math.round(of(name, ({ rss }) => rss)),
          'calls/request': Number(of(name, ({ perRequest }) => perRequest).toFixed(1)),
        },
      ]),
    ),
  );
  const ratio = (name, read) => Number((of('plat', read) / of(name, read)).toFixed(1));
  const ratios = Object.fromEntries(
    CHOSEN.filter((name) => name !== 'plat' && results.plat).map((name) => [
      name,
      {
        distinct: ratio(name, ({ apart }) => apart.rps),
        identical: ratio(name, ({ same }) => same.rps),
        cpu: Number((of(name, ({ cpu }) => cpu) / of('plat', ({ cpu }) => cpu)).toFixed(1)),
      },
    ]),
  );
  console.log(JSON.stringify({ bench: 'gateway', answerBytes: JSON.stringify({ data: first.answer }).length, areEqual, times: ratios }));
  process.exitCode = areEqual ? 0 : 1;
}

void main();
