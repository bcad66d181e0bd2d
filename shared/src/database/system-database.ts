import type { DataSource, EntityManager } from 'typeorm';
import { translateDatabaseError } from '../errors/database-error';
import { COMMIT_LIMITS } from './commit-limits';

/** Runs work as the service itself, in a transaction of its own that is committed before it returns. */
export type AsSystem = <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>;

/**
 * The system role's way in: sign-in, counters, consumers and jobs. It has a pool of its own, so that work which must
 * not wait for a request's connection never does.
 */
export const createAsSystem =
  (source: DataSource): AsSystem =>
  async (work) => {
    try {
      return await source.transaction(async (manager) => {
        const result = await work(manager);
        // Fails after a failed statement that the work hid, too, where COMMIT would roll back and say nothing.
        await manager.query(COMMIT_LIMITS);
        return result;
      });
    } catch (error) {
      throw translateDatabaseError(error);
    }
  };
