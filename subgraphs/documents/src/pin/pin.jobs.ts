import type { Jobs } from '@plat/shared/jobs/job';

/** The task that removes grants that have ended and counts that say nothing any more. */
export const TIDY_PINS = 'pins.tidy';

const HOUR = 3_600_000;
/** Grants that ended so long ago are of no use to anybody. */
const ENDED_MS = 24 * HOUR;
/** Hourly counts are over by then; what somebody guessed wrong at one document is remembered for a quarter of a year. */
const HOURLY_MS = 2 * HOUR;
const OWN_MS = 90 * 24 * HOUR;
/** Rows at a time, so that no statement takes long and a stop is not kept waiting. */
const BATCH = 1_000;

const SWEEPS: readonly (readonly [sql: string, age: number])[] = [
  [
    'DELETE FROM pin_grants WHERE id IN (SELECT id FROM pin_grants WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING 1',
    ENDED_MS,
  ],
  [
    `DELETE FROM pin_throttles WHERE (bucket, key) IN (SELECT bucket, key FROM pin_throttles
      WHERE bucket <> 'DOCUMENT_ACTOR' AND window_start < $1 LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING 1`,
    HOURLY_MS,
  ],
  [
    `DELETE FROM pin_throttles WHERE (bucket, key) IN (SELECT bucket, key FROM pin_throttles
      WHERE bucket = 'DOCUMENT_ACTOR' AND (fails = 0 AND window_start < $1::timestamptz + interval '89 days' OR window_start < $1)
      LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING 1`,
    OWN_MS,
  ],
];

/** Every hour. */
export const pinJobs = (clock: () => Date): Jobs => ({
  tasks: {
    [TIDY_PINS]: async (_, { asSystem, signal }) => {
      for (const [sql, age] of SWEEPS) {
        const until = new Date(clock().getTime() - age);
        let removed = BATCH;
        while (removed === BATCH && !signal.aborted) {
          const [, count]: [unknown[], number] = await asSystem((db) => db.query(sql, [until, BATCH]));
          removed = count;
        }
      }
    },
  },
  schedule: [{ task: TIDY_PINS, at: '23 * * * *' }],
});
