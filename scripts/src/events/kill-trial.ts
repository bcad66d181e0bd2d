import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@plat/shared/database/admin-client';
import type { EventPoint } from '@plat/shared/events/event-faults';
import { TrialChildren } from './trial-children';
import type { TrialService } from './trial-service';
import { migrateTrial, type TrialDatabases, trialConfigs, trialRecorder, trialWatch } from './trial-stage';

export interface KillTrial {
  readonly events: number;
  readonly subjects: number;
  /** How often a service is killed at random, half of it the one that tells. */
  readonly kills: number;
  /** How often a service dies at each of the exact points besides. */
  readonly deaths: number;
  /** From 0 to 1, by chance. */
  readonly random: () => number;
}

/** What came of it. `kills` are all, those at exact points among them. */
export interface KillFigures {
  readonly inputs: number;
  readonly kills: number;
  readonly missing: number;
  readonly doubled: number;
  readonly disordered: number;
  readonly unsettled: number;
}

const POINTS: Readonly<Record<EventPoint, TrialService>> = { sending: 'sync', sent: 'sync', answered: 'sync', effected: 'crm' };
const WRITERS = 4;
/** Within which a killed service is killed after there is something to tell. */
const KILL_MS = 150;
const SETTLE_MS = 60_000;

type Death = { readonly service: TrialService; readonly at?: EventPoint };

/** All deaths in a random order. */
const deathsOf = ({ kills, deaths, random }: KillTrial): Death[] => {
  const all: Death[] = [
    ...Array.from({ length: kills }, (_, n): Death => ({ service: n % 2 ? 'crm' : 'sync' })),
    ...Array.from({ length: deaths }, () =>
      Object.entries(POINTS).map(([at, service]): Death => ({ service, at: at as EventPoint })),
    ).flat(),
  ];
  return all
    .map((death) => ({ death, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ death }) => death);
};

/**
 * Tells events from one process to another over HTTP, while both are killed and started again, and counts their effects.
 * @throws Error when a process does not start
 */
export async function killTrial(databases: TrialDatabases, trial: KillTrial): Promise<KillFigures> {
  await migrateTrial(databases);
  const configs = await trialConfigs(databases);
  const deaths = deathsOf(trial);
  const children = new TrialChildren(configs, deaths.length);
  const [recorder, watch] = [await trialRecorder(configs.sync), await trialWatch(databases)];
  try {
    await Promise.all([children.start('crm'), children.start('sync')]);
    const tranche = Math.ceil(trial.events / (deaths.length + 1));
    let recorded = 0;
    /** Some more events, so that each death finds something under way. */
    const record = async () => {
      const until = Math.min(trial.events, recorded + tranche);
      const write = async (writer: number) => {
        while (recorded < until) {
          const subject = writer + WRITERS * Math.floor(trial.random() * Math.max(1, trial.subjects / WRITERS)); // no other writer has it
          const events = Math.min(until - recorded, 1 + Math.floor(trial.random() * 4));
          recorded += events;
          await recorder.record(`subject ${subject}`, events);
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    };
    for (const { service, at } of deaths) {
      if (at) children.tell(service, { dieAt: at });
      const recording = record();
      await (at ? recording.then(() => children.dead(service)) : sleep(trial.random() * KILL_MS).then(() => children.kill(service)));
      await children.start(service);
      await recording;
    }
    await record();
    const unsettled = await watch.settled(SETTLE_MS);
    return { inputs: recorded, kills: deaths.length, ...(await effectsOf(databases)), unsettled };
  } finally {
    await Promise.all([recorder.stop(), watch.stop(), children.stop()]);
  }
}

/** Compares what was recorded with what was done. */
async function effectsOf({ sync, crm }: TrialDatabases): Promise<Pick<KillFigures, 'missing' | 'doubled' | 'disordered'>> {
  const told = await withClient(sync.system, (client) => client.query<{ id: string }>('SELECT id FROM outbox_events'));
  const done = await withClient(crm.system, (client) =>
    client.query<{ event_id: string; subject: string; n: number }>('SELECT event_id, subject, n FROM effects ORDER BY position'),
  );
  const seen = new Set<string>();
  const last = new Map<string, number>();
  let [doubled, disordered] = [0, 0];
  for (const { event_id: id, subject, n } of done.rows) {
    if (seen.has(id)) doubled += 1;
    else if (n !== (last.get(subject) ?? 0) + 1) disordered += 1;
    seen.add(id);
    last.set(subject, n);
  }
  return { missing: told.rows.filter(({ id }) => !seen.has(id)).length, doubled, disordered };
}
