import 'reflect-metadata';
import { SCENARIOS, type ScenarioName } from './bytes/crash-scenarios';
import { crashTrial } from './bytes/crash-trial';
import { runCommand } from './command';
import { NEVER_KILLED, withMigrated } from './processes/installation';

/**
 * `npm run check:bytes-crashes`: kills a process of documents before every single statement and every act of its storage, in
 * whatever adds or removes bytes, and compares rows with bytes after a restart and the sweeper. Prints one line of JSON, and on
 * the way each scenario that is over; `-- upload` tries those alone whose names begin so. Exit code 1 for a row without bytes,
 * bytes without a row, or anything that is counted wrongly.
 */
void runCommand(async () => {
  const [begin = ''] = process.argv.slice(2);
  const tried = (Object.keys(SCENARIOS) as ScenarioName[]).filter((name) => name.startsWith(begin));
  const { deaths, steps, bad } = await withMigrated((ground) => crashTrial(ground, tried, console.error), NEVER_KILLED);
  for (const what of bad) console.error(what);
  console.log(JSON.stringify({ inputs: deaths, bad: bad.length, steps }));
  if (bad.length > 0) process.exitCode = 1;
});
