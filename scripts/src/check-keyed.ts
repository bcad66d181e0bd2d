import 'reflect-metadata';
import { parseEnvironment } from '@plat/shared/config/environment';
import { z } from 'zod';
import { runCommand } from './command';
import { tryKeys } from './keyed/trial';
import { worksFor } from './keyed/works';
import { NEVER_KILLED, withMigrated } from './processes/installation';

const count = (otherwise: number) => z.coerce.number({ error: 'must be a number' }).int().min(1).default(otherwise);

/**
 * `npm run check:keyed`: 20,000 mutations with idempotency keys, one to three a request, through the gateway and processes
 * of their own that are killed 50 times meanwhile; nothing is lost, nothing done twice, and of what nobody could answer any more
 * the databases tell what became of it. KEYED_MUTATIONS, KEYED_KILLS and KEYED_SEED change that.
 * Prints one line of JSON; exit code 1 when a promise was broken.
 */
void runCommand(async () => {
  const { KEYED_MUTATIONS, KEYED_KILLS, KEYED_SEED } = parseEnvironment(process.env, {
    KEYED_MUTATIONS: count(20_000),
    KEYED_KILLS: count(50),
    KEYED_SEED: count(1),
  });
  const options = { works: worksFor(KEYED_MUTATIONS), kills: KEYED_KILLS, seed: KEYED_SEED };
  const outcome = await withMigrated((ground) => tryKeys(ground, options), NEVER_KILLED);
  const bad = outcome.lost + outcome.doubled + outcome.mistaken + outcome.inDoubt - outcome.resolved;
  console.log(JSON.stringify({ ...outcome, bad, seconds: Math.round(performance.now() / 1000) }));
  if (bad > 0) process.exitCode = 1;
});
