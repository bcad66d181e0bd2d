import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { Deal } from '../deal/deal.entity';
import { User } from '../user/user.entity';
import { DealEvent, DealEventConnection } from './deal-event.entity';
import { DealEventPageArgs } from './deal-event.input';

@Resolver(() => DealEvent)
export class DealEventResolver {
  @FieldResolver(() => Deal, { nullable: true, description: 'The deal of which it is.' })
  deal(@Root() { dealId }: DealEvent, @Ctx() { loaders }: CrmContext) {
    return loaders.deal.load(dealId);
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'Who did it, if you may see that user; null when it followed from something else.',
  })
  createdBy(@Root() { createdById }: DealEvent, @Ctx() { loaders }: CrmContext) {
    return createdById ? loaders.user.load(createdById) : null;
  }
}

/** What its history adds to a deal. */
@Resolver(() => Deal)
export class DealHistoryResolver {
  @FieldResolver(() => DealEventConnection, { nullable: true, description: 'What became of the deal since it was made.' })
  events(@Root() { id }: Deal, @Args(() => DealEventPageArgs) args: DealEventPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.eventsOfDeal.of(id, args);
  }
}
