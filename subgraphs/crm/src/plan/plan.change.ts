import { revise } from '@plat/shared/database/revise';
import type { Events } from '@plat/shared/events/events';
import type { EntityManager } from 'typeorm';
import { UserPlan } from './plan.entity';

/** What changes in a plan, and what the event is to tell besides. */
export interface PlanChange {
  readonly version?: number;
  readonly changes: Partial<UserPlan>;
  readonly references?: Readonly<Record<string, unknown>>;
}

/**
 * Writes and records another plan of a user, whose row the caller has locked: administrators and Stripe decide one after
 * another. It takes the system's transaction, because no request may write plans.
 * @throws PlatError CONFLICT with the current version when it is not the given one
 */
export async function changePlan(
  { db, events }: { readonly db: EntityManager; readonly events: Events },
  userId: string,
  { version, changes, references = {} }: PlanChange,
): Promise<UserPlan> {
  const { id } = await db.findOneByOrFail(UserPlan, { userId });
  const { row, before, after } = await revise<UserPlan>(db, UserPlan, { id, version, changes, scope: {}, mayEdit: () => undefined });
  await events.record('user_plan.changed', row, { ...references, before, after, userId });
  return row;
}
