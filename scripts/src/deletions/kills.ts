import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@plat/shared/database/admin-client';
import { type DatabaseUrls, SERVICES } from '@plat/shared/database/service';
import type { Actor, Stage } from '../processes/stage';
import type { Look } from './references';
import { eventually } from './watch';

/** What killing met. */
export interface Killed {
  readonly kills: number;
  /** Rows that were marked, and neither deleted nor unmarked, when crm was killed. */
  readonly halfway: number;
  /** Events that waited for a service which was away. */
  readonly waited: number;
  /** How often another one was not told meanwhile what was for it. */
  readonly heldUp: number;
}

interface Tools {
  readonly stage: Stage;
  readonly look: Look;
  readonly urls: DatabaseUrls;
  readonly chance: () => number;
}

/** Within which a process is killed after its turn has come. */
const KILL_MS = 120;
const LONGEST_AWAY_MS = 2_500;
const TOLD_MS = 20_000;

/** The clock runs faster for marks that a dead process has left: they count for a minute, and the trial has no time for that. */
const AGE_SQL = `UPDATE deletions SET marked_at = marked_at - interval '61 seconds' RETURNING id`;

/**
 * Kills one after another, spread over the deletions but at random moments of them.
 * @param done which part of the deletions is through
 */
export async function killInBetween(tools: Tools, deaths: readonly Actor[], done: () => number): Promise<Killed> {
  const { stage, urls, chance } = tools;
  let [halfway, waited, heldUp] = [0, 0, 0];
  for (const [n, actor] of deaths.entries()) {
    while (done() < n / (deaths.length + 1)) await sleep(5);
    await sleep(chance() * KILL_MS);
    await stage.kill(actor);
    if (actor === 'crm') {
      halfway += (await withClient(urls.crm.system, (client) => client.query(AGE_SQL))).rowCount ?? 0;
      if (chance() < 0.5) await sleep(chance() * LONGEST_AWAY_MS);
    } else {
      await sleep(chance() * LONGEST_AWAY_MS);
      const met = await othersAreTold(tools, actor);
      waited += met.waited;
      heldUp += met.heldUp;
    }
    await stage.begin(actor);
  }
  return { kills: deaths.length, halfway, waited, heldUp };
}

/** Waits until all but the one that is away have what was recorded so far. */
async function othersAreTold({ look }: Tools, away: Actor): Promise<Pick<Killed, 'waited' | 'heldUp'>> {
  let [waited, heldUp] = [0, 0];
  for (const service of SERVICES.filter((name) => name !== away)) {
    const [last] = await look(service, 'SELECT coalesce(max(seq), 0) AS seq FROM outbox_events');
    const open = `SELECT event_id FROM outbox_deliveries WHERE delivered_at IS NULL AND seq <= $1 AND subscriber`;
    const isTold = async () => (await look(service, `${open} <> $2`, last?.seq, away)).length === 0;
    if (!(await eventually(isTold, TOLD_MS))) heldUp += 1;
    waited += (await look(service, `${open} = $2`, last?.seq, away)).length;
  }
  return { waited, heldUp };
}
