import type { EntityManager } from 'typeorm';

const recorded = new WeakSet<EntityManager>();

/** Notes that a transaction, which its manager stands for, holds an event: it has changed something that others hear of. */
export const noteEvent = (transaction: EntityManager): void => void recorded.add(transaction);

/** Whether an event was recorded in a transaction. Counters and look-ups record none. */
export const hasEvent = (transaction: EntityManager): boolean => recorded.has(transaction);
