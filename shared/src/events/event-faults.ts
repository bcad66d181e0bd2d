/**
 * Where a process may die, as the delivery of events sees it: before a batch is sent, while it is under way, after its
 * answer and before that is noted, and at the subscriber after the effect is kept and before the answer.
 */
export type EventPoint = 'sending' | 'sent' | 'answered' | 'effected';

/** Called at each point with the ids of the events; tests let the process die there, or note the time. */
export type AtPoint = (point: EventPoint, eventIds: readonly string[]) => void | Promise<void>;
