import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardPostgres } from '@plat/shared/database/embedded-postgres';
import { QUERY } from './start/demo-query';
import type { ReadyFile } from './start/ready';

const ROOT = join(__dirname, '../..');
const MEGABYTE = 1024;

const post = async (url: string, query: string, variables: object, token?: string) => {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return (await response.json()) as { data: { signIn: { accessToken: string } }; errors?: unknown[] };
};

/** Signs in as the administrator and asks all five services one question. @throws Error when the answer has an error */
async function firstAnswer({ graphql, users }: ReadyFile): Promise<void> {
  const admin = users.find(({ role }) => role === 'ADMIN');
  const input = { email: admin?.email, password: admin?.password };
  const { data } = await post(graphql, 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', { input });
  const { errors } = await post(graphql, QUERY, {}, data.signIn.accessToken);
  if (errors) throw new Error(JSON.stringify(errors));
}

const statusOf = (pid: string, field: string): number => {
  try {
    return Number(
      new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(
        readFileSync(`/proc/${pid}/${field === 'Pss' ? 'smaps_rollup' : 'status'}`, 'utf8'),
      )?.[1] ?? 0,
    );
  } catch {
    return 0; // it ended meanwhile
  }
};

/** Proportional memory of processes and all that descend from them, in MB; Linux only. */
function memoryOf(roots: readonly number[]): number {
  const family = new Set(roots);
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  for (let size = -1; size !== family.size; ) {
    size = family.size;
    for (const pid of all) if (family.has(statusOf(pid, 'PPid'))) family.add(Number(pid));
  }
  return [...family].reduce((sum, pid) => sum + statusOf(String(pid), 'Pss'), 0) / MEGABYTE;
}

/** One start until its first answer over all services, in seconds, and what it holds in memory after a hundred answers. */
async function measure(directory: string): Promise<{ seconds: number; megabytes: number }> {
  const began = Date.now();
  const child = spawn(process.execPath, ['scripts/start.cjs'], {
    cwd: ROOT,
    env: { ...process.env, PLAT_DIRECTORY: directory },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const file = join(directory, 'ready.json');
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`The start ended with exit code ${child.exitCode}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const ready = JSON.parse(readFileSync(file, 'utf8')) as ReadyFile;
  try {
    await firstAnswer(ready);
    const seconds = (Date.now() - began) / 1000;
    for (let n = 0; n < 100; n += 1) await firstAnswer(ready);
    return { seconds, megabytes: memoryOf(ready.pids) };
  } finally {
    child.kill('SIGINT');
    await exited;
  }
}

/** `npm run measure:start`: how long a first and a second start take, and how much memory the whole stack holds. */
async function main(): Promise<void> {
  const built = existsSync(join(ROOT, 'gateway/dist/main.js'));
  const directory = mkdtempSync(join(tmpdir(), 'plat-measure-'));
  try {
    const first = await measure(directory);
    const second = await measure(directory);
    console.log(
      `first start ${first.seconds.toFixed(1)} s${built ? ' (built before)' : ' (build included)'}, second start ${second.seconds.toFixed(1)} s`,
    );
    console.log(
      `memory (PSS, PostgreSQL included, after 100 answers) ${first.megabytes.toFixed(0)} MB, second start ${second.megabytes.toFixed(0)} MB`,
    );
  } finally {
    await discardPostgres(directory);
  }
}

void main();
