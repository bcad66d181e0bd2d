import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@plat/shared/database/admin-client';
import type { EventPoint } from '@plat/shared/events/event-faults';
import { TrialChildren } from './trial-children';
import { migrateTrial, type TrialDatabases, trialConfigs, trialRecorder, trialWatch } from './trial-stage';

export interface SpeedTrial {
  readonly perSecond: number;
  readonly seconds: number;
  /** How many events are recorded while nobody tells them. */
  readonly backlog: number;
}

/** In milliseconds. */
interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Milliseconds from commit to effect, and how many events of a backlog are told in a second. */
export interface SpeedFigures extends Times {
  readonly inputs: number;
  /** The machine was too busy to commit them at this pace: then the times say nothing of the relay. */
  readonly notRecorded: number;
  readonly missing: number;
  /** Of which p50 and the others consist: until the relay has found and locked the event, and until its effect is kept; and the answer after it. */
  readonly stages: Readonly<Record<'found' | 'effected' | 'answered', Times>>;
  readonly drainedPerSecond: number;
  /** What of the backlog was not told within a minute. */
  readonly undrained: number;
}

/** Of a backlog each has as many as the others. */
const SUBJECTS = 200;
const PER_TRANSACTION = 50;
const SETTLE_MS = 60_000;

const now = () => performance.timeOrigin + performance.now();

const timesOf = (of: readonly (number | undefined)[]): Times & { readonly count: number } => {
  const sorted = of.filter((one) => one !== undefined).sort((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
};

/** When each event reached each point first. */
class Arrivals {
  readonly at: Readonly<Record<EventPoint, Map<string, number>>> = {
    sending: new Map(),
    sent: new Map(),
    answered: new Map(),
    effected: new Map(),
  };

  hear({ point, ids, at }: { readonly point: EventPoint; readonly ids: readonly string[]; readonly at: number }): void {
    for (const id of ids) if (!this.at[point].has(id)) this.at[point].set(id, at);
  }

  /** From one point to another, of one event; undefined unless it reached both. */
  between(id: string, from: EventPoint | number, to: EventPoint): number | undefined {
    const [began, ended] = [typeof from === 'number' ? from : this.at[from].get(id), this.at[to].get(id)];
    return began === undefined || ended === undefined ? undefined : Math.max(0, ended - began);
  }
}

/** @throws Error when a process does not start */
export async function speedTrial(databases: TrialDatabases, { perSecond, seconds, backlog }: SpeedTrial): Promise<SpeedFigures> {
  await migrateTrial(databases);
  const configs = await trialConfigs(databases);
  const arrivals = new Arrivals();
  const children = new TrialChildren(configs, 1, (reached) => arrivals.hear(reached));
  const [recorder, watch] = [await trialRecorder(configs.sync), await trialWatch(databases)];
  try {
    await children.start('crm');
    await children.start('sync');
    for (let n = 0; n < perSecond; n += 1) await recorder.record('warm'); // what compiles on first use
    await watch.settled(SETTLE_MS);
    for (const name of ['crm', 'sync'] as const) children.tell(name, { timed: true });
    const commits = await atPace(perSecond, perSecond * seconds, async (n) => {
      await recorder.record(`subject ${n}`);
      return now();
    });
    await watch.settled(SETTLE_MS);
    const ids = await eventIds(databases);
    const kept = commits.flatMap((at, n) => (at === undefined ? [] : [{ id: ids.get(`subject ${n}`) ?? '', at }]));
    const stage = (from: EventPoint | undefined, to: EventPoint) => {
      const { count, ...times } = timesOf(kept.map(({ id, at }) => arrivals.between(id, from ?? at, to)));
      return { count, times };
    };
    const all = stage(undefined, 'effected');
    const stages = {
      found: stage(undefined, 'sending').times,
      effected: stage('sending', 'effected').times,
      answered: stage('effected', 'answered').times,
    };
    return {
      inputs: commits.length,
      notRecorded: commits.length - kept.length,
      missing: kept.length - all.count,
      ...all.times,
      stages,
      ...(await drain()),
    };
  } finally {
    await Promise.all([recorder.stop(), watch.stop(), children.stop()]);
  }

  /** From the first effect to the last, so that the start of the process does not count. */
  async function drain(): Promise<Pick<SpeedFigures, 'drainedPerSecond' | 'undrained'>> {
    await children.kill('sync');
    for (let n = 0; n < backlog; n += PER_TRANSACTION)
      await recorder.record(`backlog ${(n / PER_TRANSACTION) % SUBJECTS}`, PER_TRANSACTION);
    const { effected } = arrivals.at;
    effected.clear();
    await children.start('sync');
    const undrained = await watch.settled(SETTLE_MS);
    await sleep(100); // the last word of the process that is told
    const times = [...effected.values()];
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    const rest = times.filter((at) => at > first).length; // what came before the clock ran is not counted
    return { drainedPerSecond: Math.round(rest / Math.max(0.001, (last - first) / 1000)), undrained };
  }
}

/** Does something so many times a second, whether or not the one before is done. @returns what each came to, in order; undefined for what failed */
async function atPace<T>(perSecond: number, times: number, work: (n: number) => Promise<T>): Promise<(T | undefined)[]> {
  const began = now();
  const all: Promise<T>[] = [];
  while (all.length < times) {
    const due = Math.min(times, Math.floor(((now() - began) / 1000) * perSecond));
    while (all.length < due) {
      const one = work(all.length);
      one.catch(() => undefined); // awaited below
      all.push(one);
    }
    await sleep(2);
  }
  return (await Promise.allSettled(all)).map((one) => (one.status === 'fulfilled' ? one.value : undefined));
}

async function eventIds({ sync }: TrialDatabases): Promise<ReadonlyMap<string, string>> {
  const { rows } = await withClient(sync.system, (client) =>
    client.query<{ id: string; subject: string }>('SELECT id, subject_id AS subject FROM outbox_events'),
  );
  return new Map(rows.map(({ id, subject }) => [subject, id]));
}
