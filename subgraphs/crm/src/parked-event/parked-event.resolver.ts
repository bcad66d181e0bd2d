import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import {
  EventBacklog,
  EventBacklogOfService,
  ParkedEvent,
  ParkedEventArgs,
  ParkedEventPage,
  ParkedEventsOfService,
  RedeliverEventInput,
  SkipEventInput,
} from './parked-event.input';

@Resolver(() => ParkedEventsOfService)
export class ParkedEventResolver {
  @Query(() => [ParkedEventsOfService], {
    nullable: true,
    description: 'Events that a service refused until they were given up, by the service in which they happened; for administrators.',
  })
  parkedEvents(@Args(() => ParkedEventArgs) args: ParkedEventArgs, @Ctx() { parkedEvents }: CrmContext) {
    return parkedEvents.parked(args);
  }

  @FieldResolver(() => ParkedEventPage, { nullable: true, description: 'The events; null with an error when the service does not answer.' })
  parked(@Root() parked: ParkedEventsOfService, @Ctx() { parkedEvents }: CrmContext) {
    return parkedEvents.page(parked);
  }

  @Mutation(() => ParkedEvent, {
    nullable: true,
    description: 'Has a parked event told again, as if it had never been refused, and then what waits behind it; for administrators.',
  })
  redeliverEvent(
    @Arg('input', () => RedeliverEventInput, { description: 'Which event, to whom.' }) input: RedeliverEventInput,
    @Ctx() { parkedEvents }: CrmContext,
  ) {
    return parkedEvents.redeliver(input);
  }

  @Mutation(() => ParkedEvent, {
    nullable: true,
    description: 'Leaves a parked event out for good, so that what waits behind it is told; for administrators.',
  })
  skipEvent(
    @Arg('input', () => SkipEventInput, { description: 'Which event, to whom, and why.' }) input: SkipEventInput,
    @Ctx() { parkedEvents }: CrmContext,
  ) {
    return parkedEvents.skip(input);
  }
}

@Resolver(() => EventBacklogOfService)
export class EventBacklogResolver {
  @Query(() => [EventBacklogOfService], {
    nullable: true,
    description: 'What each service has still to tell the others; for administrators.',
  })
  eventBacklog(@Ctx() { parkedEvents }: CrmContext) {
    return parkedEvents.backlogs();
  }

  @FieldResolver(() => [EventBacklog], {
    nullable: true,
    description: 'By subscriber; none when all was told, null with an error when the service does not answer.',
  })
  backlog(@Root() service: EventBacklogOfService, @Ctx() { parkedEvents }: CrmContext) {
    return parkedEvents.backlog(service);
  }
}
