import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { DateTime } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

export const EventService = Object.fromEntries(SERVICES.map((service) => [service, service])) as { readonly [S in ServiceName]: S };
registerEnumType(EventService, { name: 'EventService', description: 'A service that tells others what happened in it, or is told.' });

@ArgsType()
export class ParkedEventArgs {
  @Field(() => EventService, { nullable: true, description: 'Whose events; those of all services if not given.' })
  service?: ServiceName | null;

  @Field(() => EventService, { nullable: true, description: 'Who did not take them; whoever it was if not given.' })
  subscriber?: ServiceName | null;

  @Field(() => Int, { defaultValue: 25, description: 'How many of each service, the longest parked first: at most 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'Only those after this `endCursor`, of one `service`.' })
  after?: string | null;
}

@InputType('RedeliverEventInput', { description: 'Which parked event is to be told again, to whom.' })
export class RedeliverEventInput {
  @Field(() => EventService, { description: 'In which service it happened.' })
  service!: ServiceName;

  @Field(() => ID, { description: 'The id of the event.' })
  eventId!: string;

  @Field(() => EventService, { description: 'Who did not take it.' })
  subscriber!: ServiceName;
}

@InputType('SkipEventInput', { description: 'Which parked event is never to be told, to whom, and why.' })
export class SkipEventInput extends RedeliverEventInput {
  @Field(() => String, { description: 'Why it may be left out; at most 1,000 characters. The audit log keeps it.' })
  reason!: string;
}

@ObjectType('ParkedEvent', { description: 'An event that a service refused until it was given up; an administrator decides on it.' })
export class ParkedEvent {
  @Field(() => ID, { description: 'The id of the event.' })
  eventId!: string;

  @Field(() => EventService, { description: 'In which service it happened.' })
  service!: ServiceName;

  @Field(() => EventService, { description: 'Who did not take it.' })
  subscriber!: ServiceName;

  @Field(() => String, { description: 'What happened: `property.updated`.' })
  type!: string;

  @Field(() => String, { description: 'What kind of thing it happened to: `Property`.' })
  subjectType!: string;

  @Field(() => String, { nullable: true, description: 'The id of that thing, if it has one.' })
  subjectId!: string | null;

  @Field(() => DateTime, { description: 'When it happened.' })
  occurredAt!: Date;

  @Field(() => Int, { description: 'How often it was refused.' })
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'What kind of fault it was the last time; the log of the subscriber says more.' })
  lastError!: string | null;

  @Field(() => DateTime, { description: 'When it was given up.' })
  parkedAt!: Date;

  @Field(() => Int, { description: 'How many later events of the same thing wait behind it.' })
  waitingBehind!: number;
}

@ObjectType('ParkedEventPage', { description: 'Some of the parked events of a service.' })
export class ParkedEventPage {
  @Field(() => [ParkedEvent], { description: 'The events, the longest parked first.' })
  events!: ParkedEvent[];

  @Field(() => Int, { description: 'How many there are.' })
  totalCount!: number;

  @Field(() => String, { nullable: true, description: 'The cursor for `after`; null when these are the last.' })
  endCursor!: string | null;
}

@ObjectType('ParkedEventsOfService', { description: 'What one service could not get rid of.' })
export class ParkedEventsOfService {
  @Field(() => EventService, { description: 'The service in which the events happened.' })
  service!: ServiceName;

  readonly args!: ParkedEventArgs;
}

@ObjectType('EventBacklog', { description: 'What one service has still to tell one subscriber.' })
export class EventBacklog {
  @Field(() => EventService, { description: 'Who is to be told.' })
  subscriber!: ServiceName;

  @Field(() => Int, { description: 'How many events, those that are parked or wait behind one among them.' })
  undelivered!: number;

  @Field(() => Int, { description: 'How many of them are parked.' })
  parked!: number;

  @Field(() => DateTime, { description: 'When the oldest of them happened.' })
  oldestAt!: Date;

  @Field(() => Float, { description: 'How long ago that is, in seconds.' })
  oldestAgeSeconds!: number;
}

@ObjectType('EventBacklogOfService', { description: 'What one service has still to tell.' })
export class EventBacklogOfService {
  @Field(() => EventService, { description: 'The service in which the events happened.' })
  service!: ServiceName;
}
