import { enqueueJob } from '@plat/shared/jobs/enqueue';
import type { EntityManager } from 'typeorm';

/** The task that looks into files that nobody has looked into. */
export const LOOK_INTO = 'files.look_into';

/** Leaves it to a job to look into the file of a new version or new media, in the transaction that adds it: what it says, and how it looks. */
export const lookIntoLater = (db: EntityManager, id: string): Promise<void> => enqueueJob(db, LOOK_INTO, {}, { key: `${LOOK_INTO}:${id}` });
