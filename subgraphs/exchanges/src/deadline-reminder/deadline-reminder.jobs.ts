import { NOBODY } from '@plat/shared/access/viewer';
import { Events } from '@plat/shared/events/events';
import type { JobContext, Jobs } from '@plat/shared/jobs/job';
import type { EntityManager } from 'typeorm';
import { addDays, civilDayOf } from '../exchange/exchange.civil-date';
import { ExchangeCourse } from '../exchange/exchange.course';
import { Exchange } from '../exchange/exchange.entity';
import { VerdictRecorder } from '../identification/identification-verdict.recorder';
import { THRESHOLDS } from './deadline-reminder.due';
import { remind } from './deadline-reminder.send';

/** The task that reminds of deadlines, and moves exchanges on when one is over. */
export const WATCH_DEADLINES = 'deadlines.watch';

/** Somewhere on earth it is tomorrow already. */
const HORIZON_DAYS = Math.max(...THRESHOLDS) + 1;
const AT_ONCE = 500;
const ORIGIN = { requestId: `job ${WATCH_DEADLINES}` };

/** Exchanges with a deadline that is near or over, as far as any zone knows. $1: the last day $2: those after this id */
const NEAR_SQL = `SELECT id FROM exchanges WHERE status IN ('ACTIVE', 'ON_HOLD') AND archived_at IS NULL
    AND workflow_stage IN ('PENDING', 'IDENTIFICATION', 'REPLACEMENT') AND least(identification_deadline, exchange_deadline) <= $1
    AND (exchange_deadline <= $1 OR workflow_stage <> 'REPLACEMENT') AND id > $2 ORDER BY id LIMIT ${AT_ONCE}`;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** What is due of one exchange, in one transaction: whatever ends it, all of that is done again. One in other hands waits for the next time. */
async function watch(db: EntityManager, id: string, clock: () => Date): Promise<void> {
  const exchange = await db.findOne(Exchange, { where: { id }, lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' } });
  if (!exchange) return;
  const events = new Events({ db, viewer: NOBODY, origin: ORIGIN });
  await remind({ db, events, clock }, exchange);
  await new ExchangeCourse({ db, events, clock }).follow(exchange, { actorId: null });
  await new VerdictRecorder({ db }, events, clock).recordEnds(exchange);
}

async function watchAll({ asSystem, signal, log }: JobContext, clock: () => Date): Promise<void> {
  const until = addDays(civilDayOf(clock(), 'UTC'), HORIZON_DAYS);
  const failed: unknown[] = [];
  let ids: string[] = [];
  do {
    const after = ids.at(-1) ?? FIRST;
    ids = (await asSystem((db) => db.query(NEAR_SQL, [until, after]))).map(({ id }: { id: string }) => id);
    for (const id of ids) {
      if (signal.aborted) return;
      await asSystem((db) => watch(db, id, clock)).catch((err) => {
        log.error({ err, exchange: id }, 'the deadlines of an exchange were not watched');
        failed.push(err);
      });
    }
  } while (ids.length === AT_ONCE);
  if (failed.length) throw failed[0];
}

/** Every quarter of an hour, because days begin by quarters of an hour around the earth. After downtime it catches up. */
export const deadlineJobs = (clock: () => Date): Jobs => ({
  tasks: { [WATCH_DEADLINES]: (_, context) => watchAll(context, clock) },
  schedule: [{ task: WATCH_DEADLINES, at: '*/15 * * * *' }],
});
