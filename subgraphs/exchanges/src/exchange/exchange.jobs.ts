import { NOBODY } from '@plat/shared/access/viewer';
import { Events } from '@plat/shared/events/events';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import type { JobContext, Jobs } from '@plat/shared/jobs/job';
import type { EntityManager } from 'typeorm';
import { ExchangeCourse } from './exchange.course';
import { Exchange } from './exchange.entity';
import { isMissed } from './exchange.stages';

/** The task that lets an exchange take its course after a client signed a notice: a client writes no exchanges. */
export const FOLLOW_NOTICE = 'exchanges.follow_notice';

/** In which exchange, and the contact that signed. */
interface Signed {
  readonly exchangeId: string;
  readonly actorId: string;
}

/** Leaves it behind in the transaction of the notice. */
export const followNotice = (db: EntityManager, signed: Signed): Promise<void> => enqueueJob(db, FOLLOW_NOTICE, signed);

/** As after a notice that a coordinator puts on record: it brings an exchange back that has missed its day, and moves no other. */
async function follow({ exchangeId, actorId }: Signed, { asSystem }: JobContext, clock: () => Date): Promise<void> {
  await asSystem(async (db) => {
    const exchange = await db.findOne(Exchange, { where: { id: exchangeId }, lock: { mode: 'pessimistic_write' } });
    if (!exchange || !isMissed(exchange.workflowStage)) return;
    const events = new Events({ db, viewer: NOBODY, origin: { requestId: `job ${FOLLOW_NOTICE}` } });
    await new ExchangeCourse({ db, events, clock }).follow(exchange, { actorId, hasEvidence: true });
  });
}

export const exchangeJobs = (clock: () => Date): Jobs => ({
  tasks: { [FOLLOW_NOTICE]: (payload, context) => follow(payload as Signed, context, clock) },
});
