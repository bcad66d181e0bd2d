import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { SyncContext } from '../context';
import { Contributor } from '../contributor/contributor.stub';
import { User } from '../user/user.stub';
import { CalendarSyncToken, CalendarSyncTokenConnection } from './calendar-token.entity';
import { CalendarSyncTokenPageArgs, CreateCalendarSyncTokenInput, UpdateCalendarSyncTokenInput } from './calendar-token.input';

@Resolver(() => CalendarSyncToken)
export class CalendarSyncTokenResolver {
  @Query(() => CalendarSyncToken, { nullable: true, description: 'A calendar token by id; null when there is none that you may see.' })
  calendarSyncToken(@Arg('id', () => ID, { description: 'The id of the calendar token.' }) id: string, @Ctx() { loaders }: SyncContext) {
    return loaders.calendarSyncToken.load(id);
  }

  @Query(() => CalendarSyncTokenConnection, {
    nullable: true,
    description: 'Calendar tokens that you may see: your own, or all as an administrator.',
  })
  calendarSyncTokens(@Args(() => CalendarSyncTokenPageArgs) args: CalendarSyncTokenPageArgs, @Ctx() { pages }: SyncContext) {
    return pages.calendarSyncTokens.root(args);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The owner, who connected the calendar.' })
  user(@Root() { userId }: CalendarSyncToken) {
    return { id: userId };
  }

  @FieldResolver(() => Contributor, { nullable: true, description: 'Whose calendar it is.' })
  contributor(@Root() { contributorId }: CalendarSyncToken): Contributor {
    return { id: contributorId };
  }

  @Mutation(() => CalendarSyncToken, { nullable: true, description: 'Connects the calendar of a contributor.' })
  createCalendarSyncToken(
    @Arg('input', () => CreateCalendarSyncTokenInput, { description: 'The new calendar token.' }) input: CreateCalendarSyncTokenInput,
    @Ctx() { calendarSyncTokens }: SyncContext,
  ) {
    return calendarSyncTokens.create(input);
  }

  @Mutation(() => CalendarSyncToken, {
    nullable: true,
    description: 'Edits a calendar token of yours: pauses it, lets it go on, or gives it a new refresh token.',
  })
  updateCalendarSyncToken(
    @Arg('input', () => UpdateCalendarSyncTokenInput, { description: 'Which calendar token, and what changes.' })
    input: UpdateCalendarSyncTokenInput,
    @Ctx() { calendarSyncTokens }: SyncContext,
  ) {
    return calendarSyncTokens.update(input);
  }

  @Mutation(() => CalendarSyncToken, {
    nullable: true,
    description: 'Disconnects a calendar of yours: its token is deleted for good. It answers what it was.',
  })
  deleteCalendarSyncToken(
    @Arg('id', () => ID, { description: 'Which calendar token.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { calendarSyncTokens }: SyncContext,
  ) {
    return calendarSyncTokens.delete(id, version);
  }
}
