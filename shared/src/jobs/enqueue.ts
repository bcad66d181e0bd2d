import type { EntityManager } from 'typeorm';

/**
 * Leaves a job behind, in the transaction at hand: it is run if that is committed, and forgotten if not.
 * @param db the request's transaction, READ WRITE, or the system's
 * @param task one of the service's tasks
 * @param payload what it needs to know: ids rather than values, and never a secret, for it is kept in clear
 * @param options `queue`: jobs of one queue run one after another; `key`: takes the place of a waiting job with this key
 */
export const enqueueJob = async (
  db: EntityManager,
  task: string,
  payload: object,
  { queue, key }: { queue?: string; key?: string } = {},
): Promise<void> => {
  await db.query('SELECT graphile_worker.enqueue_job($1, $2, $3, $4)', [task, JSON.stringify(payload), queue ?? null, key ?? null]);
};
