import type { Jobs } from '@plat/shared/jobs/job';

/** The task that removes notifications that were read long ago. */
export const TIDY_NOTIFICATIONS = 'notifications.tidy';

const KEPT_MS = 90 * 86_400_000;
/** Rows at a time, so that no statement takes long and a stop is not kept waiting. */
const BATCH = 1_000;

const TIDY_SQL = `WITH old AS MATERIALIZED (SELECT id FROM notifications WHERE read_at < $1 ORDER BY read_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED),
  gone AS (DELETE FROM notifications n USING old WHERE n.id = old.id RETURNING n.id)
  SELECT count(*)::int AS n FROM gone`;

/** Every night, what was read more than 90 days ago. Unread ones stay. */
export const notificationJobs = (clock: () => Date): Jobs => ({
  tasks: {
    [TIDY_NOTIFICATIONS]: async (_, { asSystem, signal }) => {
      const until = new Date(clock().getTime() - KEPT_MS);
      let removed = BATCH;
      while (removed === BATCH && !signal.aborted) {
        const [{ n }]: [{ n: number }] = await asSystem((db) => db.query(TIDY_SQL, [until]));
        removed = n;
      }
    },
  },
  schedule: [{ task: TIDY_NOTIFICATIONS, at: '41 3 * * *' }],
});
