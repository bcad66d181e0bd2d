import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { CalendarSyncToken } from '../calendar-token/calendar-token.entity';
import type { SyncContext } from '../context';
import { Contributor } from './contributor.stub';

@Resolver(() => Contributor)
export class ContributorResolver {
  @FieldResolver(() => CalendarSyncToken, {
    nullable: true,
    description: 'The calendar that is connected for the contributor; null where there is none that you may see.',
  })
  calendarSync(@Root() { id }: Contributor, @Ctx() { loaders }: SyncContext) {
    return loaders.calendarOfContributor.load(id);
  }
}
