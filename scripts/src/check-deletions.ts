import 'reflect-metadata';
import { parseEnvironment } from '@plat/shared/config/environment';
import { z } from 'zod';
import { runCommand } from './command';
import { faultsOf, tryDeletions } from './deletions/trial';
import { NEVER_KILLED, withMigrated } from './processes/installation';
import { living } from './processes/living';
import type { Actor } from './processes/stage';

const count = (otherwise: number) => z.coerce.number({ error: 'must be a number' }).int().min(1).default(otherwise);

/** Of each round, crm most often: it is the one that deletes. */
const ROUND: readonly Actor[] = ['crm', 'crm', 'documents', 'crm', 'exchanges', 'crm', 'builds', 'crm', 'sync', 'crm'];

/**
 * `npm run check:deletions`: deletes 400 users, contacts and clients to which rows of the other services refer, while crm is
 * killed 24 times between the steps of that, and the others 16 times, to stay away for a while. Each deletion is carried
 * out in all databases or in none. DELETIONS, DELETION_KILLS and DELETION_SEED change that.
 * Prints one line of JSON; exit code 1 when a promise was broken.
 */
void runCommand(async () => {
  const { DELETIONS, DELETION_KILLS, DELETION_SEED } = parseEnvironment(process.env, {
    DELETIONS: count(400),
    DELETION_KILLS: count(40),
    DELETION_SEED: count(1),
  });
  const deaths = Array.from({ length: DELETION_KILLS }, (_, n) => ROUND[n % ROUND.length] as Actor);
  const trial = { each: Math.ceil(DELETIONS / 5), deaths, seed: DELETION_SEED, here: living('gateway') };
  const figures = await withMigrated((ground) => tryDeletions(ground, trial), NEVER_KILLED);
  const bad = faultsOf(figures);
  console.log(JSON.stringify({ ...figures, bad, seconds: Math.round(performance.now() / 1000) }));
  if (bad > 0) process.exitCode = 1;
});
