import 'reflect-metadata';
import { loadavg } from 'node:os';
import { runCommand } from './command';
import { speedTrial } from './events/speed-trial';
import { withMigrated } from './processes/installation';

const TARGET_MS = 250;

/**
 * `npm run measure:events`: how long it takes from the commit of a mutation in exchanges to the commit of what follows in crm (audit
 * log, notification) and in documents (grant), three processes, at 200 a second for 30 seconds; and how fast crm takes a
 * backlog of 4,000. Prints one line of JSON with the machine's load, since a busy one measures itself; exit code 1 above
 * the target.
 */
void runCommand(async () => {
  const trial = { perSecond: 200, seconds: 30, backlog: 4_000 };
  const figures = await withMigrated((ground) => speedTrial(ground, trial), { track_commit_timestamp: 'on' });
  console.log(JSON.stringify({ ...figures, load: Math.round(loadavg()[0] ?? 0) }));
  const isSlow = Object.values(figures.effects).some(({ p95 }) => p95 > TARGET_MS);
  if (isSlow || figures.missing + figures.notRecorded + figures.undrained > 0) process.exitCode = 1;
});
