import 'reflect-metadata';
import { loadavg } from 'node:os';
import { runCommand } from './command';
import { liveTrial } from './live/live-trial';
import { withDatabases } from './processes/installation';

const TARGET_MS = 100;

/**
 * `npm run measure:live`: how long it takes from the commit of a change of an exchange until each of a hundred subscribers,
 * and until all of them have been told, over real sockets and in processes of their own. Prints one line of JSON with the
 * machine's load, since a busy one measures itself; exit code 1 above the target.
 */
void runCommand(async () => {
  const figures = await withDatabases(({ urls }) => liveTrial(urls.exchanges, { subscribers: 100, changes: 200, perSecond: 4 }));
  console.log(JSON.stringify({ ...figures, load: Math.round(loadavg()[0] ?? 0) }));
  if (figures.all.p95 > TARGET_MS || figures.missing + figures.disordered > 0) process.exitCode = 1;
});
