import { NOBODY } from '@plat/shared/access/viewer';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import type { JobContext, Jobs } from '@plat/shared/jobs/job';
import { ApiKeyHealth, type ApiKeyHealthParts } from './api-key.health';

/** The task that checks keys that are due. */
export const CHECK_API_KEYS = 'api_keys.check';
/** Keys that one job checks; the next job has the rest. */
const BATCH = 100;
/** At a time: more would keep the thread pool, which derives keys, from passwords. */
const LANES = 2;

const BY = { viewer: NOBODY, origin: { requestId: `job ${CHECK_API_KEYS}` } };

async function checkDue(health: ApiKeyHealth, { asSystem, signal }: JobContext): Promise<void> {
  let left = BATCH;
  const lane = async () => {
    while (left > 0 && !signal.aborted) {
      left -= 1;
      const leased = await health.leaseDue();
      if (!leased) return;
      await health.settle(leased, await health.examine(leased), BY);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  for (const one of lanes) if (one.status === 'rejected') throw one.reason;
  // No more than a hundred in one job, so that a stop is not kept waiting and a fault does not begin from the start.
  if (left === 0) await asSystem((db) => enqueueJob(db, CHECK_API_KEYS, {}, { key: `rest:${CHECK_API_KEYS}` }));
}

/** Every hour, the keys that were not checked for a day. */
export const apiKeyJobs = (parts: Omit<ApiKeyHealthParts, 'asSystem'>): Jobs => ({
  tasks: { [CHECK_API_KEYS]: (_, context) => checkDue(new ApiKeyHealth({ ...parts, asSystem: context.asSystem }), context) },
  schedule: [{ task: CHECK_API_KEYS, at: '17 * * * *' }],
});
