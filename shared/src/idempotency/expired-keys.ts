import type { EntityManager } from 'typeorm';
import type { Jobs } from '../jobs/job';

/** The job that removes what no request is answered from any more. */
export const TIDY_IDEMPOTENCY_KEYS = 'idempotency_keys.tidy';

const BATCH = 5_000;
const TIDY = `DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency_keys WHERE expires_at <= now() LIMIT $1))`;

const tidy = async (db: EntityManager): Promise<number> => {
  const [, count]: [unknown, number] = await db.query(TIDY, [BATCH]);
  return count;
};

/** The jobs of idempotency keys, for every service: once an hour, in short transactions. */
export const idempotencyJobs: Jobs = {
  tasks: {
    [TIDY_IDEMPOTENCY_KEYS]: async (_, { asSystem, signal }) => {
      while (!signal.aborted && (await asSystem(tidy)) === BATCH);
    },
  },
  schedule: [{ task: TIDY_IDEMPOTENCY_KEYS, at: '17 * * * *' }],
};
