import type { Jobs } from '@plat/shared/jobs/job';

/** The task that forgets what nobody gets any more. */
export const TIDY_BUNDLES = 'document_bundles.tidy';

/** Every hour. What is sent takes its time, and reads its row at the beginning alone. */
export const bundleJobs = (clock: () => Date): Jobs => ({
  tasks: {
    [TIDY_BUNDLES]: async (_, { asSystem }) => {
      await asSystem((db) => db.query('DELETE FROM document_bundles WHERE expires_at < $1', [clock()]));
    },
  },
  schedule: [{ task: TIDY_BUNDLES, at: '23 * * * *' }],
});
