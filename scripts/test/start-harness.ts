import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadyFile } from '../src/start/ready';

const ROOT = join(__dirname, '../..');

/** A start under way, as a person at a terminal sees it. */
export interface Start {
  readonly process: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** @throws Error with the output when the start ends instead */
  ready(): Promise<ReadyFile>;
  /** The exit code; `signal` is sent first if given. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

const ANY_PORT = { PORT: '0', CRM_PORT: '0', DOCUMENTS_PORT: '0', SYNC_PORT: '0', BUILDS_PORT: '0', EXCHANGES_PORT: '0' };

export const newDirectory = (): string => mkdtempSync(join(tmpdir(), 'plat-test-start-'));

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** `npm start` with data in a folder of the test's, on free ports. @param node arguments for node itself */
export function start(
  directory: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
  node: readonly string[] = [],
): Start {
  const child = spawn(process.execPath, [...node, join(ROOT, 'scripts/start.cjs'), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PLAT_DIRECTORY: directory, ...ANY_PORT, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const exited = once(child, 'close') as Promise<[number | null]>;
  const file = join(directory, 'ready.json');
  return {
    process: child,
    output: () => output,
    async ready() {
      while (!(existsSync(file) && output.includes('Plat is up'))) {
        if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}:\n${output}`);
        await wait(50);
      }
      return JSON.parse(readFileSync(file, 'utf8')) as ReadyFile;
    },
    async end(signal) {
      if (signal) child.kill(signal);
      return (await exited)[0];
    },
  };
}

/** Whether a process is there; a zombie is not. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '');
  } catch {
    return false;
  }
};

/** Sends an operation as a client does. */
export async function ask({ graphql }: ReadyFile, query: string, variables: object = {}, token?: string) {
  const response = await fetch(graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the shape follows from the operation in the test
  return (await response.json()) as { data: any; errors?: { message: string; path: (string | number)[]; extensions: { code: string } }[] };
}

export async function signIn(ready: ReadyFile, role: string): Promise<string> {
  const { email, password } = ready.users.find((user) => user.role === role) as ReadyFile['users'][number];
  const { data } = await ask(ready, 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
    input: { email, password },
  });
  return data.signIn.accessToken as string;
}
