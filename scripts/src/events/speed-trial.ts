import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@plat/shared/database/admin-client';
import { TrialChildren } from './trial-children';
import { migrateTrial, openDeliveries, type TrialDatabases, trialConfigs, trialRecorder } from './trial-stage';

export interface SpeedTrial {
  readonly perSecond: number;
  readonly seconds: number;
  /** How many events are recorded while nobody tells them. */
  readonly backlog: number;
}

/** Milliseconds from commit to effect, and how many events of a backlog are told in a second. */
export interface SpeedFigures {
  readonly inputs: number;
  /** The machine was too busy to commit them at this pace: then the times say nothing of the relay. */
  readonly notRecorded: number;
  readonly missing: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly drainedPerSecond: number;
}

/** Of a backlog each has as many as the others. */
const SUBJECTS = 500;
const PER_TRANSACTION = 50;
const SETTLE_MS = 60_000;

const now = () => performance.timeOrigin + performance.now();

/** Whether nothing is left to be told before the time is over. */
async function settled(databases: TrialDatabases): Promise<boolean> {
  const end = now() + SETTLE_MS;
  while (now() < end) {
    if ((await openDeliveries(databases)) === 0) return true;
    await sleep(20);
  }
  return false;
}

/** @throws Error when a process does not start, or a backlog is not told within a minute */
export async function speedTrial(databases: TrialDatabases, { perSecond, seconds, backlog }: SpeedTrial): Promise<SpeedFigures> {
  await migrateTrial(databases);
  const configs = await trialConfigs(databases);
  const effects = new Map<string, number>();
  const children = new TrialChildren(configs, 1, ({ effected = [], at = 0 }) => {
    for (const id of effected) if (!effects.has(id)) effects.set(id, at);
  });
  const recorder = await trialRecorder(configs.sync);
  try {
    await children.start('crm');
    await children.start('sync');
    for (let n = 0; n < perSecond; n += 1) await recorder.record('warm'); // what compiles on first use
    await settled(databases);
    children.tell('crm', { timed: true });
    const commits = await atPace(perSecond, perSecond * seconds, async (n) => {
      await recorder.record(`subject ${n}`);
      return now();
    });
    await settled(databases);
    const ids = await eventIds(databases);
    const times = commits.flatMap((committed, n) => {
      const effected = effects.get(ids.get(`subject ${n}`) ?? '');
      return effected === undefined || committed === undefined ? [] : [Math.max(0, effected - committed)];
    });
    times.sort((a, b) => a - b);
    const at = (part: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0);
    const kept = commits.filter((committed) => committed !== undefined).length;
    const drainedPerSecond = await drain(databases, children, recorder.record, backlog);
    return {
      inputs: commits.length,
      notRecorded: commits.length - kept,
      missing: kept - times.length,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      drainedPerSecond,
    };
  } finally {
    await Promise.all([recorder.stop(), children.stop()]);
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

async function drain(
  databases: TrialDatabases,
  children: TrialChildren,
  record: (subject: string, events: number) => Promise<void>,
  backlog: number,
): Promise<number> {
  await children.kill('sync');
  for (let n = 0; n < backlog; n += PER_TRANSACTION) await record(`backlog ${(n / PER_TRANSACTION) % SUBJECTS}`, PER_TRANSACTION);
  const began = now();
  await children.start('sync');
  if (!(await settled(databases))) throw new Error('The backlog was not told within a minute.');
  return Math.round(backlog / ((now() - began) / 1000));
}
