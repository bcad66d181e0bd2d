import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { badInput, conflict, notFound } from '@plat/shared/errors/plat-error';
import { PARKED_PATHS } from '@plat/shared/events/parked.path';
import {
  backlogAnswer,
  type DecisionAnswer,
  decisionAnswer,
  listParked,
  type ParkedQuestion,
  type ParkedEvent as ParkedRow,
  parkedAnswer,
  parkedQuestion,
  readBacklog,
  redeliverParked,
  skipParked,
} from '@plat/shared/events/parked-events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { administer } from '../user/administration';
import type {
  EventBacklog,
  EventBacklogOfService,
  ParkedEvent,
  ParkedEventArgs,
  ParkedEventPage,
  ParkedEventsOfService,
  RedeliverEventInput,
  SkipEventInput,
} from './parked-event.input';
import { assertMayTendEvents } from './parked-event.policy';

const MAX_PAGE = 100;
const MAX_REASON = 1_000;

/** The events of all services that a subscriber does not take. Each service keeps its own, and is asked for it. */
export class ParkedEventService {
  constructor(private readonly scope: RequestScope) {}

  /** @throws PlatError FORBIDDEN, or BAD_USER_INPUT for the page */
  parked(args: ParkedEventArgs): ParkedEventsOfService[] {
    assertMayTendEvents(this.scope.viewer);
    if (args.first < 1 || args.first > MAX_PAGE) throw badInput({ first: `must be between 1 and ${MAX_PAGE}` });
    if (args.after && !args.service) throw badInput({ after: 'is a place in the list of one service: name it' });
    if (args.after) cursorOf(args.after);
    return (args.service ? [args.service] : SERVICES).map((service) => ({ service, args }));
  }

  /** @throws PlatError UNAVAILABLE when the service does not answer */
  async page({ service, args }: ParkedEventsOfService): Promise<ParkedEventPage> {
    const question: ParkedQuestion = { subscriber: args.subscriber, first: args.first, after: args.after ? cursorOf(args.after) : null };
    const { events, totalCount, hasMore } =
      service === 'crm'
        ? await this.scope.asSystem((db) => listParked(db, question))
        : await this.scope.services.call(service, PARKED_PATHS.list, this.scope.viewer, question, parkedAnswer);
    const last = hasMore ? events.at(-1) : undefined;
    return { events: events.map((event) => shown(service, event)), totalCount, endCursor: last ? cursorAt(last) : null };
  }

  /** @throws PlatError FORBIDDEN */
  backlogs(): EventBacklogOfService[] {
    assertMayTendEvents(this.scope.viewer);
    return SERVICES.map((service) => ({ service }));
  }

  /** @throws PlatError UNAVAILABLE when the service does not answer */
  async backlog({ service }: EventBacklogOfService): Promise<EventBacklog[]> {
    const { backlog } =
      service === 'crm'
        ? await this.scope.asSystem(readBacklog)
        : await this.scope.services.call(service, PARKED_PATHS.backlog, this.scope.viewer, {}, backlogAnswer);
    return backlog.map(({ oldestAt, ...rest }) => ({ ...rest, oldestAt: new Date(oldestAt) }));
  }

  /** @throws PlatError FORBIDDEN, NOT_FOUND, CONFLICT when it is not parked, or UNAVAILABLE when the service does not answer */
  async redeliver({ service, eventId, subscriber }: RedeliverEventInput): Promise<ParkedEvent> {
    const choice = this.choice(eventId, subscriber);
    const answer = await administer(this.scope, async ({ db, events }) =>
      service === 'crm' ? redeliverParked(db, events, choice) : undefined,
    );
    return this.decided(service, eventId, answer ?? (await this.ask(service, PARKED_PATHS.redeliver, choice)));
  }

  /** @throws PlatError the same, or BAD_USER_INPUT for the reason */
  async skip({ service, eventId, subscriber, reason: given }: SkipEventInput): Promise<ParkedEvent> {
    const choice = this.choice(eventId, subscriber);
    const reason = given.trim();
    if (!reason || reason.length > MAX_REASON) throw badInput({ 'input.reason': `must have 1 to ${MAX_REASON} characters` });
    const answer = await administer(this.scope, async ({ db, events }) =>
      service === 'crm' ? skipParked(db, events, { ...choice, reason }) : undefined,
    );
    return this.decided(service, eventId, answer ?? (await this.ask(service, PARKED_PATHS.skip, { ...choice, reason })));
  }

  private choice(eventId: string, subscriber: ServiceName) {
    assertMayTendEvents(this.scope.viewer);
    if (!isUuid(eventId)) throw notFound('ParkedEvent', eventId);
    return { eventId, subscriber };
  }

  /** After the administrator was looked up, and without that transaction: no lock is held while another service answers. */
  private ask(service: ServiceName, path: (typeof PARKED_PATHS)['redeliver' | 'skip'], choice: object): Promise<DecisionAnswer> {
    return this.scope.services.call(service, path, this.scope.viewer, choice, decisionAnswer);
  }

  private decided(service: ServiceName, eventId: string, answer: DecisionAnswer): ParkedEvent {
    if ('event' in answer) return shown(service, answer.event);
    if (answer.refusal === 'ABSENT') throw notFound('ParkedEvent', eventId);
    throw conflict('This event is not parked: it was taken, redelivered or skipped meanwhile.');
  }
}

const shown = (service: ServiceName, { occurredAt, parkedAt, ...event }: ParkedRow): ParkedEvent => ({
  ...event,
  service,
  occurredAt: new Date(occurredAt),
  parkedAt: new Date(parkedAt),
});

const cursorAt = ({ parkedAt, eventId, subscriber }: ParkedRow): string =>
  Buffer.from(JSON.stringify({ parkedAt, eventId, subscriber })).toString('base64url');

const cursorOf = (cursor: string): NonNullable<ParkedQuestion['after']> => {
  try {
    const after = parkedQuestion.shape.after.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (after) return after;
  } catch {
    // neither JSON nor a place
  }
  throw badInput({ after: 'is no cursor of this list' });
};
