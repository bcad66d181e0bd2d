import 'reflect-metadata';
import { join } from 'node:path';
import type { RunningPostgres } from '@plat/shared/database/embedded-postgres';
import { databaseUrls } from '@plat/shared/database/service';
import { SetupError } from '@plat/shared/database/setup-error';
import { judgeEnvironments, seedDemo } from './assembly';
import { serveInProcesses } from './children';
import { type Databases, externalDatabases, isInUse, isSeeded, markSeeded, provideDatabases } from './databases';
import { type Environments, environmentsOf } from './environments';
import { settlePorts } from './free-ports';
import { type Running, serveInProcess, startServices, subgraphsOf } from './in-process';
import { provideKeys } from './keys';
import { readOptions, type StartOptions } from './options';
import { printReady, removeReady, writeReady } from './ready';

const ROOT = join(__dirname, '../../..');
const started = Date.now() - process.uptime() * 1000;
const seconds = () => (Date.now() - started) / 1000;
const progress = (message: string) => console.log(`[${seconds().toFixed(1).padStart(5)} s] ${message}`);

/** What has been started so far, newest last; it ends in the opposite order. */
const undo: (() => Promise<void> | void)[] = [];
let ending: Promise<void> | undefined;

const end = (): Promise<void> => {
  ending ??= (async () => {
    for (const step of undo.reverse()) await step();
  })();
  return ending;
};

let isReady = false;

/** Ctrl-C ends everything in order; a second one does not wait. Before everything answers, it is a failed start. */
function endOnSignals(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      if (ending) process.exit(code);
      progress('Stopping');
      void end().then(
        () => process.exit(isReady ? 0 : code),
        (error) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}

async function serve(
  options: StartOptions,
  environments: Environments,
  { urls }: Databases,
): Promise<{ running: Running; hasDemo: boolean }> {
  let hasDemo = await isSeeded(urls);
  const mustSeed = !hasDemo && !(await isInUse(urls));
  if (options.processes && !mustSeed) return { running: await serveInProcesses(environments), hasDemo };
  progress('Starting the services');
  const services = await startServices(environments);
  const stop = async () => void (await Promise.all(Object.values(services).map((service) => service.stop())));
  undo.push(stop);
  if (mustSeed) {
    await seedDemo(subgraphsOf(services), options.demoScale, progress);
    await markSeeded(urls);
    hasDemo = true;
  }
  undo.pop();
  if (!options.processes) return { running: await serveInProcess(services, environments), hasDemo };
  await stop();
  return { running: await serveInProcesses(environments), hasDemo };
}

/** Without its database nothing goes on by itself: say so, and end the rest. */
const endWithServer = (server: RunningPostgres) => {
  undo.push(server.stop);
  void server.ended.then(() => {
    if (ending) return;
    console.error('PostgreSQL ended by itself; postgres.log in the data folder says why. Start again to go on with the data.');
    void end().finally(() => process.exit(1));
  });
};

/** What the file system refuses is said with the folder and the way out. */
const inFolder = (directory: string, work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).syscall) throw error;
    throw new SetupError(
      `Plat cannot keep its files in ${directory} (${(error as Error).message}): make it writable, or choose another folder with PLAT_DIRECTORY.`,
    );
  }
};

async function main(): Promise<void> {
  const options = await settlePorts(readOptions(process.argv.slice(2), process.env, ROOT));
  endOnSignals();
  const { keys, keep } = provideKeys(options.directory, process.env);
  const given = await externalDatabases(process.env);
  // Everything is judged before anything is made: the embedded databases' URLs are not known yet, and matter to nobody here.
  const unknown = databaseUrls({ host: '127.0.0.1', port: 1, password: () => 'unknown' });
  judgeEnvironments(environmentsOf(options, keys, { ...unknown, ...given }, process.env));
  inFolder(options.directory, keep);
  const databases = await provideDatabases(options.directory, given, keys.PLAT_DATABASE_SECRET as string, progress, endWithServer);
  const { running, hasDemo } = await serve(options, environmentsOf(options, keys, databases.urls, process.env), databases);
  undo.push(running.stop);
  const pids = [...running.pids, ...(databases.server ? [databases.server.pid] : [])];
  const ready = { gateway: running.gateway, urls: databases.urls, services: options.servicePorts, hasDemo, pids, seconds: seconds() };
  undo.push(() => removeReady(options.directory));
  inFolder(options.directory, () => writeReady(options.directory, ready));
  isReady = true;
  printReady(ready);
}

main().catch(async (error: unknown) => {
  if (ending) return;
  console.error(error instanceof SetupError ? `\n${error.message}` : error);
  await end().catch(console.error);
  process.exit(1);
});
