import 'reflect-metadata';
import { loadavg } from 'node:os';
import { runCommand } from './command';
import { statementsFollowRows, tryPages } from './exchange-page/page-trial';
import { NEVER_KILLED, withMigrated } from './processes/installation';

const TARGET_MS = 60;

/**
 * `npm run measure:exchange-page`: how long one question takes that shows an exchange (participants, the last fifty messages,
 * open tasks, documents, deadlines, what is unread, with everybody's names) through the gateway and three services, processes of
 * their own, to one of five coordinators of 1,000 exchanges with 100,000 messages; what it costs each database; and the same
 * of the overview. Prints one line of JSON with the machine's load, since a busy one measures itself; exit code 1 above the
 * target, or when the number of statements follows the number of rows.
 */
void runCommand(async () => {
  const figures = await withMigrated((ground) => tryPages(ground, { exchanges: 1_000, coordinators: 5, requests: 200 }), NEVER_KILLED);
  console.log(JSON.stringify({ ...figures, load: Math.round(loadavg()[0] ?? 0) }));
  if (figures.page.median > TARGET_MS || statementsFollowRows(figures)) process.exitCode = 1;
});
