import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyChain } from '@plat/crm/audit-log/audit-log.verify';
import { withClient } from '@plat/shared/database/admin-client';
import type { PlatEvent } from '@plat/shared/events/cloud-event';
import type { AppendOrder, AppendWord } from './append-process';
import { type Chance, eventOf } from './forgery';

export interface KillOutcome {
  /** Processes that were killed in the middle of a batch. */
  readonly killed: number;
  /** Events that were told, some of them to several processes. */
  readonly told: number;
  /** Events that are not in the log, or twice, and faults of the chain. */
  readonly broken: number;
}

const PROGRAM = join(__dirname, 'append-process.ts');
const BATCH = 50;
/** Batches that each process takes before it is killed in the next one. */
const BATCHES = 5;

/** @returns a process that waits for events @throws Error when it ends instead */
async function startAppending(systemUrl: string, key: Buffer): Promise<ChildProcess> {
  const child = fork(PROGRAM, {
    execArgv: ['--conditions=source', '--import=tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  child.send({ systemUrl, key: key.toString('hex') } satisfies AppendOrder);
  const [word] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [AppendWord | number | null];
  if (typeof word !== 'object' || word === null) throw new Error('A process of the trial ended before it could append.');
  return child;
}

/** @returns how many were taken; none when the process was dead before it could say so */
async function append(child: ChildProcess, events: readonly PlatEvent[]): Promise<number> {
  const said = Promise.race([once(child, 'message'), once(child, 'exit')]) as Promise<[AppendWord | number | null]>;
  child.send({ events } satisfies AppendOrder, () => undefined); // an order to one that is dead
  const [word] = await said;
  return typeof word === 'object' && word !== null && 'taken' in word ? word.taken : 0;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/**
 * Lets processes append to an empty log and kills them by SIGKILL while they do, sooner or later in a batch; the next one is
 * told what the killed one was, answered or not, as by a relay that was killed with it.
 * @param systemUrl of crm @param kills how many
 */
export async function killWhileAppending(systemUrl: string, { kills, chance }: { kills: number; chance: Chance }): Promise<KillOutcome> {
  const key = randomBytes(32);
  const ids: string[] = [];
  const newBatch = () => {
    const events = Array.from({ length: BATCH }, () => eventOf(chance, []));
    ids.push(...events.map(({ id }) => id));
    return events;
  };
  let batch = newBatch();
  let [killed, untaken] = [0, 0];
  for (let n = 0; n <= kills; n += 1) {
    const child = await startAppending(systemUrl, key);
    try {
      const began = performance.now();
      for (let taken = 0; taken < BATCHES; taken += 1) {
        untaken += batch.length - (await append(child, batch));
        batch = newBatch();
      }
      const lasts = (performance.now() - began) / BATCHES;
      const answer = append(child, batch);
      if (n === kills) untaken += batch.length - (await answer);
      else {
        await sleep(chance() * lasts);
        await kill(child);
        if ((await answer) === 0) killed += 1;
      }
    } finally {
      await kill(child);
    }
  }
  return withClient(systemUrl, async (client) => {
    const { rows } = await client.query<{ missing: string }>(MISSING_SQL, [ids]);
    const report = await verifyChain(client, { key, former: [] });
    const broken = untaken + Number(rows[0]?.missing) + Math.abs(ids.length - report.rows) + (report.fault ? 1 : 0);
    return { killed, told: ids.length, broken };
  });
}

const MISSING_SQL = `SELECT count(*) AS missing FROM unnest($1::uuid[]) AS told (id)
  WHERE NOT EXISTS (SELECT FROM audit_logs WHERE event_id = told.id)`;
