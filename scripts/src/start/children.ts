import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { SetupError } from '@plat/shared/database/setup-error';
import type { Environments } from './environments';
import type { Running } from './in-process';

const ROOT = join(__dirname, '../../..');
const GRACE_MS = 12_000;

const programOf = (name: ServiceName | 'gateway') => join(ROOT, name === 'gateway' ? 'gateway' : `subgraphs/${name}`, 'dist/main.js');

/** The address of a process that has begun to listen. @throws SetupError when it ends instead; it has printed why */
async function listening(name: ServiceName | 'gateway', child: ChildProcess): Promise<string> {
  const answer = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => undefined)]);
  if (!answer) throw new SetupError(`The ${name} process did not start; what it printed above says why.`);
  return (answer[0] as { listening: string }).listening;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await gone;
  clearTimeout(timer);
}

/** One process for each service and one for the gateway, as on several machines. They are not restarted: what is down stays down, and is said. */
export async function serveInProcesses(environments: Environments): Promise<Running> {
  const children = new Map<string, ChildProcess>();
  let stopping = false;
  const stop = async () => {
    stopping = true;
    const gateway = children.get('gateway');
    if (gateway) await stopChild(gateway);
    await Promise.all([...children.values()].map(stopChild));
  };
  const add = (name: ServiceName | 'gateway') => {
    const child = fork(programOf(name), {
      env: { PATH: process.env.PATH, ...environments[name] },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    });
    children.set(name, child);
    child.once(
      'exit',
      (code, signal) =>
        stopping || console.error(`The ${name} process ended (${signal ?? `exit code ${code}`}); the others go on without it.`),
    );
    return listening(name, child);
  };
  try {
    await Promise.all(SERVICES.map(add));
    const gateway = await add('gateway');
    return { gateway, pids: [process.pid, ...[...children.values()].map(({ pid }) => pid as number)], stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
