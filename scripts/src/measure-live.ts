import 'reflect-metadata';
import { loadavg } from 'node:os';
import { runCommand } from './command';
import { liveTrial } from './live/live-trial';
import { withDatabases } from './processes/installation';

const TARGET_MS = 100;

/**
 * `npm run measure:live`: how long it takes from the commit of a message until each of a hundred subscribers, and until all
 * of them have it, over real sockets and in processes of their own, while others are deactivated. Prints one line of JSON
 * with the machine's load, since a busy one measures itself; exit code 1 above the target, or when anything came wrong.
 */
void runCommand(async () => {
  const before = loadavg()[0] ?? 0;
  const trial = { subscribers: 100, leavers: 5, messages: 200, perSecond: 4 };
  const figures = await withDatabases(({ urls }) => liveTrial(urls.exchanges, trial));
  console.log(JSON.stringify({ ...figures, load: { before: Math.round(before), after: Math.round(loadavg()[0] ?? 0) } }));
  const { all, missing, disordered, afterDeactivation } = figures;
  if (all.p95 > TARGET_MS || missing + disordered + afterDeactivation > 0) process.exitCode = 1;
});
