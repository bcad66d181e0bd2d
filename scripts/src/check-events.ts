import 'reflect-metadata';
import { runCommand } from './command';
import { killTrial } from './events/kill-trial';
import { withDatabases } from './processes/installation';

/**
 * `npm run check:events`: tells 10,000 events of 40 subjects between two processes that are killed 50 times at random and
 * twice at each exact point. Prints one line of JSON; exit code 1 when one is missing, doubled or out of order.
 */
void runCommand(async () => {
  const began = performance.now();
  const figures = await withDatabases(({ urls }) =>
    killTrial(urls, { events: 10_000, subjects: 40, kills: 50, deaths: 2, random: Math.random }),
  );
  const { missing, doubled, disordered, unsettled } = figures;
  const bad = missing + doubled + disordered + unsettled;
  console.log(JSON.stringify({ ...figures, bad, seconds: Math.round((performance.now() - began) / 1000) }));
  if (bad > 0) process.exitCode = 1;
});
