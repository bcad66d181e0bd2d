import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { EntityManager } from 'typeorm';
import { changePlan } from '../plan/plan.change';
import { StripeEvent, StripeOutcome } from './stripe-event.entity';
import type { StripeFact } from './stripe-fact';
import { newsOf, planOf } from './stripe-plan';

/** Takes what Stripe tells, as the system: no user is signed in, and the events that it records have no actor. */
export class StripeEventService {
  constructor(private readonly scope: Pick<RequestScope, 'asSystem' | 'viewer' | 'origin'>) {}

  /**
   * Keeps an event and what follows from it, in one transaction. One that is known changes nothing.
   * @returns what it came to; undefined when it was known
   * @throws PlatError CONFLICT or UNAVAILABLE, for Stripe to try again
   */
  async receive(fact: StripeFact): Promise<StripeOutcome | undefined> {
    return this.scope.asSystem(async (db) => {
      // Before a customer is bound to a user there is no row to lock, and two events that are to meet would miss each other.
      await db.query(`SELECT pg_advisory_xact_lock(hashtext('stripe'), hashtext($1))`, [fact.customerId ?? fact.id]);
      if (await db.existsBy(StripeEvent, { id: fact.id })) return undefined;
      const outcome = fact.customerId ? await this.apply(db, fact, fact.customerId) : StripeOutcome.IGNORED;
      await db.insert(StripeEvent, { ...fact, outcome });
      return outcome;
    });
  }

  /** Only what the event changes of what Stripe says is written: an administrator's decision outlives events without news. */
  private async apply(db: EntityManager, fact: StripeFact, customerId: string): Promise<StripeOutcome> {
    const users = await lockedUsers(db, customerId, fact.userId);
    if (!users.length) return StripeOutcome.UNBOUND;
    const { viewer, origin } = this.scope;
    let outcome = StripeOutcome.UNCHANGED;
    for (const userId of users) {
      const known = await factsAbout(db, customerId, userId);
      const changes = newsOf(planOf(userId, known), planOf(userId, [...known, fact]));
      if (!Object.keys(changes).length) continue;
      const events = new Events({ db, viewer, origin });
      await changePlan({ db, events }, userId, { changes, references: { stripeEventId: fact.id } });
      outcome = StripeOutcome.APPLIED;
    }
    return outcome;
  }
}

/** Whom the customer belongs or belonged to, as far as there are such users; locked in one order. */
async function lockedUsers(db: EntityManager, customerId: string, userId: string | null): Promise<string[]> {
  const rows: { id: string }[] = await db.query(
    `SELECT id FROM users WHERE id = $2 OR id IN (SELECT user_id FROM stripe_events WHERE customer_id = $1) ORDER BY id FOR UPDATE`,
    [customerId, userId],
  );
  return rows.map(({ id }) => id);
}

/** All that was told of this customer and of the others of the user; read behind the user's lock, so that nothing is missed. */
const factsAbout = (db: EntityManager, customerId: string, userId: string): Promise<StripeFact[]> =>
  db
    .createQueryBuilder(StripeEvent, 'event')
    .where('event.customerId = :customerId', { customerId })
    .orWhere('event.customerId IN (SELECT customer_id FROM stripe_events WHERE user_id = :userId)', { userId })
    .getMany();
