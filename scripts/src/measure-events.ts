import 'reflect-metadata';
import { loadavg } from 'node:os';
import { runCommand } from './command';
import { speedTrial } from './events/speed-trial';
import { withDatabases } from './processes/installation';

const TARGET_MS = 250;

/**
 * `npm run measure:events`: how long it takes from the commit of an event in one process to its effect in another, at 200 a
 * second for 30 seconds, and how fast a backlog of 10,000 is told. Prints one line of JSON with the
 * machine's load, since a busy one measures itself; exit code 1 above the target.
 */
void runCommand(async () => {
  const figures = await withDatabases(({ urls }) => speedTrial(urls, { perSecond: 200, seconds: 30, backlog: 10_000 }));
  console.log(JSON.stringify({ ...figures, load: Math.round(loadavg()[0] ?? 0) }));
  if (figures.p95 > TARGET_MS || figures.missing + figures.notRecorded + figures.undrained > 0) process.exitCode = 1;
});
