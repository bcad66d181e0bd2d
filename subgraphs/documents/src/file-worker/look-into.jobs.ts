import { enqueueJob } from '@plat/shared/jobs/enqueue';
import type { JobContext, Jobs } from '@plat/shared/jobs/job';
import { type FilePlan, takeNext } from './claimed-files';
import { LOOK_INTO } from './look-into';

/** Files that one job looks into; the next job has the rest. */
const AT_ONCE = 100;

/**
 * Looks into files one after another, whoever adds how many: the other lane of the runner is for everything else. A job
 * that comes meanwhile leaves its file to the one that is at it.
 */
export function fileJobs(plans: readonly FilePlan[], clock: () => Date): Jobs {
  let isBusy = false;
  let isMore = false;
  const drain = async (context: JobContext): Promise<number> => {
    let left = AT_ONCE;
    do {
      isMore = false;
      for (const plan of plans) while (left > 0 && !context.signal.aborted && (await takeNext(plan, context, clock))) left -= 1;
    } while (isMore && left > 0 && !context.signal.aborted);
    return left;
  };
  const lookInto = async (context: JobContext): Promise<void> => {
    isMore = true;
    if (isBusy) return;
    isBusy = true;
    try {
      const left = await drain(context);
      if (left === 0) await context.asSystem((db) => enqueueJob(db, LOOK_INTO, {}, { key: `rest:${LOOK_INTO}` }));
    } finally {
      isBusy = false;
    }
  };
  return {
    tasks: { [LOOK_INTO]: (_, context) => lookInto(context) },
    // Each minute what was left: by who was killed with a file in hand, or could not have its bytes.
    schedule: [{ task: LOOK_INTO, at: '* * * * *' }],
  };
}
